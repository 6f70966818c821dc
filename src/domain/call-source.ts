import type { RequestScope } from '../async/request-scope.ts';
import type { AgentFilter, AgentList } from './agent-list.ts';
import type { Call, FetchDepth, JsonObject } from './call.ts';
import type { CallFilter } from './call-filter.ts';
import type { CallRecording } from './recording.ts';
import type { SourceName } from './source-name.ts';
import type { TranscriptEntry, TurnEventLlm } from './transcript.ts';
import type { VoiceAgent, VoiceAgentSettings } from './voice-agent.ts';

/**
 * Rules by which a source recognizes its own keys. They judge by form alone, so that a look-up needs no trial requests.
 */
export interface SourceIdentity {
  readonly name: SourceName;
  /** Display name. */
  readonly title: string;
  /** Whether a sid is of this source by its form. */
  ownsSid(sid: string): boolean;
  /** Whether this source is asked for a sid that no source owns by its form; at most one source is. */
  readonly ownsUnclaimedSids: boolean;
  ownsDatabaseId(databaseId: string): boolean;
  isCallKey(key: string): boolean;
  isAgentKey(key: string): boolean;
  /** Key of the call with this sid; null if only the API can tell. */
  keyOfSid(sid: string): string | null;
}

/** Uniform interface of one API. Absence is null; failure is a thrown SwitchboardError. */
export interface SourceAdapter {
  readonly name: SourceName;
  /** Finds a call to `minDepth` at least. The caller reads nothing beyond `maxDepth`, which defaults to everything. */
  findCall(
    key: string,
    scope: RequestScope,
    minDepth?: FetchDepth,
    maxDepth?: FetchDepth,
  ): Promise<Call | null>;
  findAgent(key: string, scope: RequestScope): Promise<VoiceAgent | null>;
  /** Present if a sid is not the call's key. */
  findCallBySid?(sid: string, scope: RequestScope): Promise<Call | null>;
  /** Present if the transcript takes a request of its own. */
  findTranscript?(key: string, scope: RequestScope): Promise<readonly TranscriptEntry[] | null>;
  /** Present if recordings take a request of their own. */
  findRecordings?(key: string, scope: RequestScope): Promise<readonly CallRecording[] | null>;
  /** Present if the API may list its agents. */
  readonly listAgents?: ListAgents;
  /** Tells whether no agent can match, because the API does not give what the filter tests. Absent if any may. */
  excludesAgents?(filter: AgentFilter): boolean;
  /** Present if calls hold JSON of which the API documents a part. */
  readonly json?: CallJson;
  /** Tells whether no call of this source can match, so that no request is necessary. */
  excludes(filter: CallFilter): boolean;
  /** Tells whether the API applies the whole filter, so that its list needs no scan. */
  appliesFilter(filter: CallFilter): boolean;
  /**
   * Returns the newest version of a list row that a copy of the list gave: the row, or a later one of the cache. Earlier ones
   * leave the cache. `readAt` is when the copy read the row, in milliseconds since 1970. Absent without a cache.
   */
  newestVersion?(row: Call, readAt: number): Call;
  /** Lists calls from a position. One upstream request suffices, unless the order of the rows requires more. */
  listCalls(query: ListQuery, scope: RequestScope): Promise<ListPage>;
  /** Encodes a position in few enough bytes for a cursor. */
  encodePosition(position: Position): Uint8Array;
  /** Decodes a position from a client's cursor; null for malformed bytes. */
  decodePosition(bytes: Uint8Array): Position | null;
}

/** Lists all agents with up to `maxRequests` upstream requests; null if this deployment of the API has no such list. */
export type ListAgents = (maxRequests: number, scope: RequestScope) => Promise<AgentList | null>;

/**
 * Reads the whole list of a source, page by page, for a copy of it. Its requests open no circuit breaker, because a failing
 * copy must not cost clients their list.
 */
export interface RowReader {
  /**
   * Reads the page at a place; null for the newest end of the list. It costs one upstream request, and more only while a page
   * that the API fails to give is halved until the row at fault is alone. Null if the API refuses the place, so that reading
   * has to start over. `maxRows` limits the pages of a reading that begins here; by default they are as large as the API allows.
   */
  readPage(place: string | null, scope: RequestScope, maxRows?: number): Promise<RowPage | null>;
  /** Counts all calls by the API's own word; null if it gives no number. Absent if the API cannot count. */
  count?(scope: RequestScope): Promise<number | null>;
}

export interface RowPage {
  readonly calls: readonly Call[];
  /** Place of the next page, as text of at most 8,192 characters; null at the end of the list. */
  readonly next: string | null;
  /** Number of rows that could not be read. */
  readonly damaged: number;
  /**
   * Whether the newest rows come only behind this page, because none of its calls has started. Absent where the list shows no
   * such calls before them.
   */
  readonly precedesNewest?: boolean;
}

/** Access to a source for its copy: without cache, and under a name that outlives its credentials. */
export interface CopyAccess {
  /** Name of the account whose calls these are. */
  readonly account: string;
  readonly rows: RowReader;
  /** Finds a call as a list row, in which fields may be null that only the list has; null for a 404. */
  findCall(key: string, scope: RequestScope): Promise<Call | null>;
}

/** Readers of the JSON that a call holds as it was sent. They read on demand, so that caches hold no value twice. */
export interface CallJson {
  readEventLlm(metadata: JsonObject): TurnEventLlm | null;
  readAgentSettings(agentConfig: JsonObject): VoiceAgentSettings | null;
}

/** Readers of the JSON of a call; undefined if its API documents none of it. */
export const jsonOf = ({ source }: Call, sources: readonly ConnectedSource[]): CallJson | undefined =>
  sources.find(({ identity }) => identity.name === source)?.calls?.json;

/** A source with its runtime state in this gateway. */
export interface ConnectedSource {
  readonly identity: SourceIdentity;
  /** Null if the source is not configured. */
  readonly calls: SourceAdapter | null;
  /** Prefix of the source's keys in loaders, single-flight and caches; null if the source is off. */
  readonly keyspace: string | null;
  readonly sandboxed: boolean;
  /** Null if the source is off. */
  readonly copyAccess: CopyAccess | null;
  /** Maximum number of upstream requests for one list. */
  readonly scanPages: number;
  readonly requestsPerSecond: RequestsPerSecond;
  readonly fieldCosts: FieldCosts;
  /** Current health; null if the source is off. */
  health(): SourceHealth | null;
}

/** A part of a call or of its agent that a field may need beyond the call as it was found. */
export type Requirement = 'numbers' | 'detail' | 'transcript' | 'recordings' | 'agent';

/** The upstream requests that the fields of a call cost. */
export interface FieldCosts {
  /** Whether a row of the list is the whole call. */
  readonly wholeRows: boolean;
  /** Requirements that the whole call meets; each other one costs a request. */
  readonly withCall: readonly Requirement[];
  /** Whether the list of agents has all fields of each. */
  readonly wholeAgents: boolean;
}

export interface SourceHealth {
  readonly state: 'AVAILABLE' | 'DEGRADED' | 'MISCONFIGURED' | 'UNAVAILABLE';
  /** Exponentially weighted moving average of the latency in milliseconds; null before the first response. */
  readonly latency: number | null;
  /** Number of requests that wait for the quota. */
  readonly waiting: number;
}

/** Quota of a source; `unlimited` until the upstream itself rejects a request as one too many. */
export type RequestsPerSecond = number | 'unlimited';

/** Resume position in a source's list, in the source's own terms. It is JSON, which cursors hold as bytes. */
export type Position = Readonly<Record<string, unknown>>;

export interface ListQuery {
  readonly filter: CallFilter;
  /** Null for the start of the list, which is its newest end. */
  readonly position: Position | null;
  /** Watermark: the minimum time of the rows so far, in microseconds; Infinity before the first started row. */
  readonly watermark: number;
  /** Number of matching rows that fill the page. */
  readonly pageSize: number;
  /** Maximum number of upstream requests for this page; at least one. */
  readonly maxRequests: number;
}

export interface ListPage {
  readonly rows: readonly ListedRow[];
  /** Position of the next page; null at the end of the list. */
  readonly next: Position | null;
  /** Number of matching calls in the whole list; null unless the API counts by exactly this filter. */
  readonly total: number | null;
  /** Whether rows were unreadable, or the list broke off although the API announced more. */
  readonly incomplete: boolean;
  /** Number of upstream requests the page took; absent for one. */
  readonly requests?: number;
  /** Whether the budget did not suffice to read all rows that may precede these. */
  readonly isTruncated?: boolean;
  /** Present if the API failed and the page is a stale cache entry. `at` is its time in milliseconds since 1970. */
  readonly stale?: { readonly at: number; readonly failure: unknown };
}

export interface ListedRow {
  readonly call: Call;
  /**
   * Time at which the row enters the merge, in microseconds, by `effectiveTimes`; Infinity for rows that have not
   * started.
   */
  readonly time: number;
  /** Position right after this row. */
  readonly position: Position;
}
