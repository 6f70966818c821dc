/** The closed words of the graph, and how the words of the APIs fold into them. */
export type CallStatus =
  | 'QUEUED'
  | 'INITIATED'
  | 'RINGING'
  | 'IN_PROGRESS'
  | 'COMPLETED'
  | 'BUSY'
  | 'NO_ANSWER'
  | 'FAILED'
  | 'CANCELED'
  | 'UNKNOWN';

export type CallDirection = 'INBOUND' | 'OUTBOUND' | 'PREVIEW' | 'UNKNOWN';

export type CallTransport = 'TWILIO' | 'SIP' | 'WEBRTC' | 'UNKNOWN';

export type Speaker = 'AGENT' | 'CUSTOMER' | 'OTHER';

const statuses = new Map<string, CallStatus>([
  ['queued', 'QUEUED'],
  ['initiated', 'INITIATED'],
  ['calling', 'INITIATED'],
  ['ringing', 'RINGING'],
  ['in_progress', 'IN_PROGRESS'],
  ['ongoing', 'IN_PROGRESS'],
  ['completed', 'COMPLETED'],
  ['busy', 'BUSY'],
  ['no_answer', 'NO_ANSWER'],
  ['failed', 'FAILED'],
  ['canceled', 'CANCELED'],
  ['cancelled', 'CANCELED'],
]);

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

const speakers = new Map<string, Speaker>([
  ['assistant', 'AGENT'],
  ['agent', 'AGENT'],
  ['user', 'CUSTOMER'],
  ['customer', 'CUSTOMER'],
]);

/** What a word means, however it is written. */
const meaningOf = <T>(meanings: ReadonlyMap<string, T>, word: string): T | undefined =>
  meanings.get(word) ?? meanings.get(word.trim().toLowerCase().replaceAll('-', '_'));

export const statusOf = (word: string | null): CallStatus => meaningOf(statuses, word ?? '') ?? 'UNKNOWN';

export const directionOf = (word: string | null): CallDirection | null =>
  word === null ? null : (meaningOf(directions, word) ?? 'UNKNOWN');

export const transportOf = (word: string | null): CallTransport | null =>
  word === null ? null : (meaningOf(transports, word) ?? 'UNKNOWN');

export const speakerOf = (word: string | null): Speaker | null =>
  word === null ? null : (meaningOf(speakers, word) ?? 'OTHER');
