import type { CallCost, CostLines } from './cost.ts';
import { type CallDirection, type CallStatus, type CallTransport, isTerminal } from './enums.ts';
import { type Instant, microsecondsOf } from './instant.ts';
import { encodeNodeId } from './node-id.ts';
import type { CallRecording } from './recording.ts';
import type { SourceName } from './source-name.ts';
import type { TranscriptEntry, Turn } from './transcript.ts';
import type { AgentReference } from './voice-agent.ts';

/** Any JSON object, kept as the API sent it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * One normalized phone call. A field is null if the source gives no value. Fields that list rows may lack stand in
 * `detail`, so that a row never passes for the whole call.
 */
export interface Call {
  readonly source: SourceName;
  readonly sid: string;
  readonly databaseId: string | null;
  readonly status: CallStatus;
  readonly rawStatus: string | null;
  readonly direction: CallDirection | null;
  readonly rawDirection: string | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly createdAt: Instant | null;
  readonly updatedAt: Instant | null;
  readonly duration: number | null;
  readonly agentName: string | null;
  readonly agent: AgentReference | null;
  readonly customerNumber: string | null;
  readonly agentNumber: string | null;
  readonly fromNumber: string | null;
  readonly toNumber: string | null;
  readonly endReason: string | null;
  readonly cost: CallCost;
  readonly turnCount: number | null;
  readonly recordingEnabled: boolean | null;
  readonly flowName: string | null;
  readonly metadata: JsonObject | null;
  readonly billingStatus: string | null;
  readonly organizationId: string | null;
  /** Null on a list row that lacks the detail; the loader fetches it. */
  readonly detail: CallDetail | null;
  /** Present on a row of an index that stores neither numbers nor metadata, so that they are null; the loader fetches them. */
  readonly isMasked?: true | undefined;
}

export interface CallDetail {
  readonly transport: CallTransport | null;
  readonly rawTransport: string | null;
  readonly traceId: string | null;
  readonly agentConfig: JsonObject | null;
  readonly costLines: CostLines;
  readonly usage: CallUsage | null;
  readonly interruptions: number | null;
  readonly averageTurnDuration: number | null;
  readonly errors: CallErrors | null;
  /** Absent if the conversation takes a request of its own, was not read, or is unread. */
  readonly conversation?: Conversation | undefined;
  /** The same conversation before it is normalized; absent if its source cannot leave it unread. */
  readonly unread?: UnreadConversation | undefined;
  /** List row of the same call; absent if rows are whole, or no row has been read yet. */
  readonly row?: Call | undefined;
}

export interface Conversation {
  readonly turns: readonly Turn[] | null;
  readonly transcript: readonly TranscriptEntry[] | null;
  readonly recordings: readonly CallRecording[] | null;
}

/** A conversation in the text of its response, which is normalized on first use. */
export interface UnreadConversation {
  /** Number of characters of the whole text. */
  readonly textLength: number;
  /** Normalizes the conversation once, and drops the text. */
  read(): Conversation;
}

/** Consumption of a call, flat because each cached detail holds one. */
export interface CallUsage {
  readonly llmInputTokens: number | null;
  readonly llmOutputTokens: number | null;
  readonly llmTotalTokens: number | null;
  readonly ttsCharacters: number | null;
  readonly sttSeconds: number | null;
}

export interface CallErrors {
  readonly count: number | null;
  readonly fatal: boolean | null;
  readonly details: readonly unknown[];
}

/** Depth to which a call is loaded or required: masked row, list row, detail, or conversation. */
export const FetchDepth = { MASKED: -1, ROW: 0, DETAIL: 1, CONVERSATION: 2 } as const;

export type FetchDepth = (typeof FetchDepth)[keyof typeof FetchDepth];

export function depthOf({ detail, isMasked }: Call): FetchDepth {
  if (isMasked) return FetchDepth.MASKED;
  if (!detail) return FetchDepth.ROW;
  return hasConversation(detail) ? FetchDepth.CONVERSATION : FetchDepth.DETAIL;
}

export const hasConversation = ({ conversation, unread }: CallDetail): boolean =>
  conversation !== undefined || unread !== undefined;

/** Normalizes an unread conversation; undefined if the call has none. */
export const conversationOf = ({ detail }: Call): Conversation | undefined =>
  detail?.conversation ?? detail?.unread?.read();

export function withoutConversation(call: Call): Call {
  if (!call.detail || !hasConversation(call.detail)) return call;
  const { conversation, unread, ...detail } = call.detail;
  return { ...call, detail };
}

/** Leaves the conversation unread, if its source can do so. */
export function withUnreadConversation(call: Call): Call {
  const { detail } = call;
  return detail?.conversation && detail.unread
    ? { ...call, detail: { ...detail, conversation: undefined } }
    : call;
}

/** Whether a call was a trial run; null unless the source gives a direction that is understood. */
export const isPreviewOf = ({ direction }: Call): boolean | null =>
  direction === null || direction === 'UNKNOWN' ? null : direction === 'PREVIEW';

export const hasEnded = ({ status, endedAt }: Call): boolean => isTerminal(status) || endedAt !== null;

/** Key by which the source itself identifies the call. */
export const nativeKeyOf = ({ databaseId, sid }: Call): string => databaseId ?? sid;

/** Relay node id, encoded on demand because many listed rows are never returned. */
export const idOfCall = (call: Call): string => encodeNodeId('Call', call.source, nativeKeyOf(call));

/** Time by which the merged connection orders a call: its start, or else its creation. */
export const orderTimeOf = ({
  startedAt,
  createdAt,
}: Pick<Call, 'startedAt' | 'createdAt'>): Instant | null => startedAt ?? createdAt;

/** The order time in microseconds; Infinity if it is unknown. */
export function timeOf(call: Call): number {
  const at = orderTimeOf(call);
  return at === null ? Number.POSITIVE_INFINITY : microsecondsOf(at);
}

/** End of a call in milliseconds since 1970; null if it can be neither read nor computed. */
export function endOf({ endedAt, startedAt, duration }: Call): number | null {
  if (endedAt !== null) return microsecondsOf(endedAt) / 1000;
  return startedAt === null || duration === null ? null : microsecondsOf(startedAt) / 1000 + duration * 1000;
}
