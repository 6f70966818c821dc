import type {
  CallDirection,
  CallErrorCode,
  CallSource,
  CallStatus,
  CostComponent,
  CostUsageUnit,
  TranscriptSpeaker,
  TurnEventKind,
} from './gql/graphql.ts';

/** Words of the page for the enum values of the graph. A value that the graph gains is a type error here. */
export const sourceWords: Record<CallSource, string> = { BUTTER: 'Butter', BURKI: 'Burki' };

export const statusWords: Record<CallStatus, string> = {
  QUEUED: 'Queued',
  INITIATED: 'Dialling',
  RINGING: 'Ringing',
  IN_PROGRESS: 'In progress',
  COMPLETED: 'Completed',
  BUSY: 'Busy',
  NO_ANSWER: 'No answer',
  FAILED: 'Failed',
  CANCELED: 'Canceled',
  UNKNOWN: 'Unknown',
};

export const directionWords: Record<CallDirection, string> = {
  INBOUND: 'Inbound',
  OUTBOUND: 'Outbound',
  PREVIEW: 'Preview',
  UNKNOWN: 'Direction unknown',
};

export const speakerWords: Record<TranscriptSpeaker, string> = {
  AGENT: 'Agent',
  CUSTOMER: 'Customer',
  OTHER: 'Other',
};

/** Null where the source's own word is shown instead. */
export const eventWords: Record<TurnEventKind, string | null> = {
  AGENT_SPEECH: 'Agent',
  CUSTOMER_SPEECH: 'Customer',
  TOOL_CALL: 'Tool call',
  OTHER: null,
};

export const unitWords: Record<CostUsageUnit, string> = {
  TOKENS: 'tokens',
  CHARACTERS: 'characters',
  SECONDS: 'seconds',
  MINUTES: 'minutes',
};

export const componentWords: Record<CostComponent, string> = {
  LLM: 'Language model',
  LLM_INPUT: 'Input',
  LLM_OUTPUT: 'Output',
  TTS: 'Speech synthesis',
  STT: 'Speech recognition',
  TELEPHONY: 'Phone line',
  UNATTRIBUTED: 'Not on any line',
};

/** `BAD_USER_INPUT` has no words here, because the message of the gateway names the argument that it refuses. */
const codeWords = {
  GRAPHQL_PARSE_FAILED: () => 'The gateway does not understand this page.',
  GRAPHQL_VALIDATION_FAILED: () => 'This page and the gateway do not fit together: one of them is older.',
  QUERY_TOO_EXPENSIVE: () => 'The gateway allows no query as large as this.',
  UNAUTHENTICATED: () => 'The gateway wants an API key.',
  FORBIDDEN: () => 'The gateway does not allow this.',
  RATE_LIMITED: () => 'Too many requests were made.',
  UPSTREAM_TIMEOUT: who => `${who} did not answer in time.`,
  UPSTREAM_UNAVAILABLE: who => `${who} cannot be reached just now.`,
  UPSTREAM_ERROR: who => `${who} answered with an error.`,
  UPSTREAM_INVALID_RESPONSE: who => `${who} sent an answer that makes no sense.`,
  SOURCE_NOT_CONFIGURED: who => `${who} is not configured on this gateway.`,
  UPSTREAM_AUTH: who => `${who} refuses the gateway's key.`,
  UPSTREAM_RATE_LIMITED: who => `${who} allows no more requests just now.`,
  OVERLOADED: who => `Too many requests wait for ${who}.`,
  INTERNAL_SERVER_ERROR: () => 'Something in the gateway broke.',
  PERSISTED_QUERY_NOT_FOUND: () => 'The gateway does not know this query by its hash.',
  DOCUMENT_NOT_TRUSTED: () => 'The gateway runs none but queries of its own list.',
} satisfies Partial<Record<CallErrorCode, (who: string) => string>>;

/** Sentences for error codes. A newer gateway may send codes that this page has no words for. */
export const wordsFor = (code: string, who: string): string | null =>
  isOneOf(codeWords, code) ? codeWords[code](who) : null;

export const isOneOf = <Word extends string>(
  words: Record<Word, unknown>,
  word: string | null,
): word is Word => word !== null && Object.hasOwn(words, word);
