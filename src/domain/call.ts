import type { CallCost, CostLines } from './cost.ts';
import { type CallDirection, type CallStatus, type CallTransport, isTerminal } from './enums.ts';
import { type Instant, microsecondsOf } from './instant.ts';
import { encodeNodeId } from './node-id.ts';
import type { Recording } from './recording.ts';
import type { SourceName } from './source-name.ts';
import type { TranscriptEntry, Turn } from './transcript.ts';
import type { AgentReference } from './voice-agent.ts';

/** Any JSON object, kept as the API sent it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * One phone call, normalized. Fields are null where the source gave nothing. What only a call read by its
 * key has stands in `detail`, so that a list row is never mistaken for the whole call.
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
  readonly from: string | null;
  readonly to: string | null;
  readonly endReason: string | null;
  readonly cost: CallCost | null;
  readonly turnCount: number | null;
  readonly recordingEnabled: boolean | null;
  readonly flowName: string | null;
  readonly metadata: JsonObject | null;
  readonly billingStatus: string | null;
  readonly organizationId: string | null;
  /** Null on a list row that is poorer than the call itself: the loader has the rest. */
  readonly detail: CallDetail | null;
}

export interface CallDetail {
  readonly transport: CallTransport | null;
  readonly rawTransport: string | null;
  readonly traceId: string | null;
  readonly agentConfig: JsonObject | null;
  readonly costLines: CostLines;
  readonly usage: Usage | null;
  readonly interruptions: number | null;
  readonly averageTurnDuration: number | null;
  readonly errors: CallErrors | null;
  /** Absent where it is not at hand: apart from the call, or left behind. Then it is found by the call's key. */
  readonly conversation?: Conversation | undefined;
  /** The list row that it belongs to; absent where rows are whole, and until a row of the call was seen. */
  readonly row?: Call | undefined;
}

export interface Conversation {
  readonly turns: readonly Turn[] | null;
  readonly transcript: readonly TranscriptEntry[] | null;
  readonly recordings: readonly Recording[] | null;
}

export interface Usage {
  readonly llmInputTokens: number | null;
  readonly llmOutputTokens: number | null;
  readonly llmTotalTokens: number | null;
  readonly ttsCharacters: number | null;
  readonly sttSeconds: number | null;
  readonly summaryTokens: number | null;
  readonly summaryCharacters: number | null;
}

export interface CallErrors {
  readonly count: number | null;
  readonly fatal: boolean | null;
  readonly details: readonly unknown[];
}

/** How much of a call is there or wanted: what its list row has, its detail too, or the conversation as well. */
export const FetchDepth = { ROW: 0, DETAIL: 1, CONVERSATION: 2 } as const;

export type FetchDepth = (typeof FetchDepth)[keyof typeof FetchDepth];

export function depthOf({ detail }: Call): FetchDepth {
  if (!detail) return FetchDepth.ROW;
  return detail.conversation ? FetchDepth.CONVERSATION : FetchDepth.DETAIL;
}

export function withoutConversation(call: Call): Call {
  if (!call.detail?.conversation) return call;
  const { conversation, ...detail } = call.detail;
  return { ...call, detail };
}

/** Whether a call is over, by its status or because its end is known. */
export const hasEnded = ({ status, endedAt }: Call): boolean => isTerminal(status) || endedAt !== null;

/** The key its source itself uses. */
export const nativeKeyOf = ({ databaseId, sid }: Call): string => databaseId ?? sid;

/** Made where it is asked for, because not each row of a list that was read is given. */
export const idOfCall = (call: Call): string => encodeNodeId('Call', call.source, nativeKeyOf(call));

/** When a call happened, in microseconds; Infinity before it started, where not even its creation is known. */
export function timeOf(call: Call): number {
  const at = call.startedAt ?? call.createdAt;
  return at === null ? Number.POSITIVE_INFINITY : microsecondsOf(at);
}

/** When a call ended, in milliseconds since 1970; null where neither an end nor a duration says so. */
export function endOf({ endedAt, startedAt, duration }: Call): number | null {
  if (endedAt !== null) return microsecondsOf(endedAt) / 1000;
  return startedAt === null || duration === null ? null : microsecondsOf(startedAt) / 1000 + duration * 1000;
}
