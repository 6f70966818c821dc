import type { RequestScope } from '../async/request-scope.ts';
import type { Call, FetchDepth } from './call.ts';
import type { CallFilter } from './call-filter.ts';
import type { Recording } from './recording.ts';
import type { SourceName } from './source-name.ts';
import type { TranscriptEntry } from './transcript.ts';
import type { VoiceAgent } from './voice-agent.ts';

/** Which keys are a source's own: decided by their form alone, so that only one source is ever asked. */
export interface SourceIdentity {
  readonly name: SourceName;
  /** The name for people. */
  readonly title: string;
  /** Whether a sid is of this source by its form. */
  ownsSid(sid: string): boolean;
  /** Whether this source is asked for a sid that no source owns by its form; at most one source is. */
  readonly ownsUnclaimedSids: boolean;
  ownsDatabaseId(databaseId: string): boolean;
  isCallKey(key: string): boolean;
  isAgentKey(key: string): boolean;
  /** The call's key where the sid alone gives it; null where only the API can tell. */
  keyOfSid(sid: string): string | null;
}

/** One API as the graph sees it. Absence is null, failure is a thrown SwitchboardError. */
export interface CallSource {
  readonly name: SourceName;
  /**
   * At least `part` of the call; a source gives all it has, unless it remembers enough. Nothing beyond `most` is of use
   * to who asks: by default everything is.
   */
  findCall(key: string, scope: RequestScope, part?: FetchDepth, most?: FetchDepth): Promise<Call | null>;
  findAgent(key: string, scope: RequestScope): Promise<VoiceAgent | null>;
  /** Present where a sid is not the call's key. */
  findCallBySid?(sid: string, scope: RequestScope): Promise<Call | null>;
  /** Present where the transcript does not come with the call. */
  findTranscript?(key: string, scope: RequestScope): Promise<readonly TranscriptEntry[] | null>;
  /** Present where recordings do not come with the call. */
  findRecordings?(key: string, scope: RequestScope): Promise<readonly Recording[] | null>;
  /** Whether no call of this source can match, whatever the API would answer. */
  excludes(filter: CallFilter): boolean;
  /** Lists calls from a position on, with a single upstream request unless the order of the rows takes more. */
  listCalls(query: ListQuery, scope: RequestScope): Promise<ListPage>;
  /** A position as bytes, short enough for a cursor. */
  encodePosition(position: Position): Uint8Array;
  /** A position that came back from a client; null when this source never wrote such a one. */
  decodePosition(bytes: Uint8Array): Position | null;
}

/** A source as this gateway runs it. */
export interface ConnectedSource {
  readonly identity: SourceIdentity;
  /** Null where nothing is configured: such a source is never asked. */
  readonly calls: CallSource | null;
  /** What the keys of all that is loaded, shared or kept of it begin with; null where it is off. */
  readonly keyspace: string | null;
  /** Whether a sandbox stands in for it. */
  readonly sandboxed: boolean;
  /** How many upstream requests one list may cost. */
  readonly scanPages: number;
  readonly requestsPerSecond: RequestsPerSecond;
  readonly fieldCosts: FieldCosts;
  /** How it is doing at this moment; null where it is off. */
  health(): SourceHealth | null;
}

/** A part of a call or of its agent that a field may need beyond the call as it was found. */
export type Requirement = 'detail' | 'transcript' | 'recordings' | 'agent';

/** The upstream requests that the fields of a call cost. */
export interface FieldCosts {
  /** Whether a row of the list is the whole call. */
  readonly wholeRows: boolean;
  /** Requirements that the whole call meets; each other one costs a request. */
  readonly withCall: readonly Requirement[];
}

export interface SourceHealth {
  readonly state: 'AVAILABLE' | 'DEGRADED' | 'UNAVAILABLE';
  /** Milliseconds of its last answers, the latest weighing most; null before the first. */
  readonly latency: number | null;
  /** How many requests wait for the quota. */
  readonly waiting: number;
}

/** How often a source may be asked; `unlimited` until it says itself that it is too much. */
export type RequestsPerSecond = number | 'unlimited';

/** Where in its list a source goes on, in the source's own terms: JSON, which cursors hold as bytes. */
export type Position = Readonly<Record<string, unknown>>;

export interface ListQuery {
  readonly filter: CallFilter;
  /** Null at the newest end. */
  readonly position: Position | null;
  /** The running minimum of the rows passed so far, in microseconds; Infinity before the first started one. */
  readonly watermark: number;
  /** How many matching rows would fill the page. */
  readonly pageSize: number;
  /** How many upstream requests this may cost, at least one. */
  readonly maxRequests: number;
}

export interface ListPage {
  readonly rows: readonly ListedRow[];
  /** From where to read on; null at the end of the list. */
  readonly next: Position | null;
  /** How many calls match in the whole list, where the API counts exactly the filter asked for. */
  readonly total: number | null;
  /** Rows that could not be read, or a list that broke off although it said there was more. */
  readonly incomplete: boolean;
  /** How many upstream requests it cost; one unless said. */
  readonly requests?: number;
  /** Whether the budget did not suffice to read all rows that may come before these. */
  readonly isTruncated?: boolean;
  /** Present where the API failed, and this is what it said before: when, in milliseconds since 1970. */
  readonly stale?: { readonly at: number; readonly failure: unknown };
}

export interface ListedRow {
  readonly call: Call;
  /** When it enters the merge, in microseconds, by the rule of `effectiveTimes`; Infinity before all that has started. */
  readonly time: number;
  /** Where to read on after this row. */
  readonly position: Position;
}
