// Enums of the schema, and parsers that map the APIs' spellings to them.

export const callStatuses = [
  'QUEUED',
  'INITIATED',
  'RINGING',
  'IN_PROGRESS',
  'COMPLETED',
  'BUSY',
  'NO_ANSWER',
  'FAILED',
  'CANCELED',
  'UNKNOWN',
] as const;

export type CallStatus = (typeof callStatuses)[number];

export type CallDirection = 'INBOUND' | 'OUTBOUND' | 'PREVIEW' | 'UNKNOWN';

export type TurnEventKind = 'AGENT_SPEECH' | 'CUSTOMER_SPEECH' | 'TOOL_CALL' | 'OTHER';

export type CallTransport = 'TWILIO' | 'SIP' | 'WEBRTC' | 'UNKNOWN';

export type TranscriptSpeaker = 'AGENT' | 'CUSTOMER' | 'OTHER';

const statuses = new Map<string, CallStatus>([
  ['queued', 'QUEUED'],
  ['initiated', 'INITIATED'],
  ['calling', 'INITIATED'],
  ['ringing', 'RINGING'],
  ['in_progress', 'IN_PROGRESS'],
  ['in-progress', 'IN_PROGRESS'],
  ['ongoing', 'IN_PROGRESS'],
  ['completed', 'COMPLETED'],
  ['busy', 'BUSY'],
  ['no_answer', 'NO_ANSWER'],
  ['no-answer', 'NO_ANSWER'],
  ['failed', 'FAILED'],
  ['canceled', 'CANCELED'],
  ['cancelled', 'CANCELED'],
]);

const terminal: ReadonlySet<CallStatus> = new Set(['COMPLETED', 'BUSY', 'NO_ANSWER', 'FAILED', 'CANCELED']);

/** Statuses of calls that go on. */
export const ongoingStatuses: ReadonlySet<CallStatus> = new Set([
  'QUEUED',
  'INITIATED',
  'RINGING',
  'IN_PROGRESS',
]);

export const isTerminal = (status: CallStatus): boolean => terminal.has(status);

const directions = new Map<string, CallDirection>([
  ['inbound', 'INBOUND'],
  ['outbound', 'OUTBOUND'],
  ['preview', 'PREVIEW'],
]);

const transports = new Map<string, CallTransport>([
  ['twilio', 'TWILIO'],
  ['sip', 'SIP'],
  ['webrtc', 'WEBRTC'],
]);

const speakers = new Map<string, TranscriptSpeaker>([
  ['assistant', 'AGENT'],
  ['agent', 'AGENT'],
  ['user', 'CUSTOMER'],
  ['customer', 'CUSTOMER'],
]);

/** Speakers of other platforms, which neither API documents. */
const lenientSpeakers = new Map<string, TranscriptSpeaker>([
  ['bot', 'AGENT'],
  ['ai', 'AGENT'],
  ['human', 'CUSTOMER'],
]);

const outboundSpeakers = new Map([...speakers, ...lenientSpeakers]);

/** Speakers of a call that the agent did not place, whose caller is the customer. */
const callerSpeakers = new Map<string, TranscriptSpeaker>([...outboundSpeakers, ['caller', 'CUSTOMER']]);

const folded = (word: string): string =>
  word
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '_');

/** Looks a word up, ignoring case and treating blanks, hyphens and underscores alike. */
const lookup = <T>(meanings: ReadonlyMap<string, T>, word: string): T | undefined =>
  meanings.get(word) ?? meanings.get(folded(word));

const documented = new Set<string>(
  [statuses, directions, transports, speakers].flatMap(words => [...words.keys()]),
);

/** Tells whether an accepted word is undocumented: it has blanks, or belongs to other platforms. */
export const isLenientWord = (word: string): boolean =>
  !documented.has(word) && (/\s/.test(word) || isLenientSpeaker(folded(word)));

const isLenientSpeaker = (word: string): boolean => word === 'caller' || lenientSpeakers.has(word);

export const isCallStatus = (value: unknown): value is CallStatus =>
  (callStatuses as readonly unknown[]).includes(value);

export const parseStatus = (word: string | null): CallStatus => lookup(statuses, word ?? '') ?? 'UNKNOWN';

export const parseDirection = (word: string | null): CallDirection | null =>
  word === null ? null : (lookup(directions, word) ?? 'UNKNOWN');

export const parseTransport = (word: string | null): CallTransport | null =>
  word === null ? null : (lookup(transports, word) ?? 'UNKNOWN');

export const speakerParserFor = (direction: CallDirection | null): typeof parseSpeaker =>
  direction === 'OUTBOUND' ? speakerOnOutbound : parseSpeaker;

/** Parses a speaker of a call that is not known to be outbound. */
export const parseSpeaker = (word: string | null): TranscriptSpeaker | null =>
  word === null ? null : (lookup(callerSpeakers, word) ?? 'OTHER');

const speakerOnOutbound = (word: string | null): TranscriptSpeaker | null =>
  word === null ? null : (lookup(outboundSpeakers, word) ?? 'OTHER');

/** Parses the type of an event. Butter documents one word, and of the others the beginnings are certain enough. */
export function parseEventKind(type: string | null): TurnEventKind {
  const word = folded(type ?? '');
  if (word === 'assistant_response') return 'AGENT_SPEECH';
  if (word.startsWith('user_') || word.startsWith('customer_')) return 'CUSTOMER_SPEECH';
  return word.startsWith('tool') ? 'TOOL_CALL' : 'OTHER';
}
