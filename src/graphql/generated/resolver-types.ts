import type { Instant } from '../../domain/instant.ts';
import type { Decimal } from '../../domain/decimal.ts';
import type { ResolverFn } from '../resolvers/resolver-fn.ts';
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { Call as CallModel, CallUsage as CallUsageModel } from '../../domain/call.ts';
import type { CallPage as CallPageModel } from '../../loaders/call-page.ts';
import type { CallIndexCoverage as CallIndexCoverageModel } from '../../domain/call-index.ts';
import type { CallCostFigures as CallCostFiguresModel, CallFigures as CallFiguresModel, CallStatsGroup as CallStatsGroupModel, CallStatsKey as CallStatsKeyModel } from '../../domain/call-stats.ts';
import type { CallStats as CallStatsModel } from '../../loaders/call-statistics.ts';
import type { CallDistribution as CallDistributionModel } from '../../domain/distribution.ts';
import type { CallLatency as CallLatencyModel } from '../../loaders/latency.ts';
import type { CostItem as CostItemModel } from '../../domain/cost-items.ts';
import type { FoundNode, RecordingOfCall, EntryOfCall, TurnOfCall, EventOfCall } from '../resolvers/models.ts';
import type { ConnectedSource as ConnectedSourceModel } from '../../domain/call-source.ts';
import type { AgentReference as AgentModel } from '../../domain/voice-agent.ts';
import type { AgentPage as AgentPageModel } from '../../loaders/agent-connection/index.ts';
import type { RequestContext } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type { ResolverFn };
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A point in time in UTC, by RFC 3339: `2026-03-09T10:00:05.123456Z`, with as many digits as the source gave. */
  DateTime: { input: Instant; output: Instant; }
  /**
   * A point in time by RFC 3339, or a date such as `2026-11-27`, which means its midnight in UTC. A time without an offset is in
   * UTC too. Input only.
   */
  DateTimeOrDate: { input: Instant; output: Instant; }
  /**
   * An exact decimal number as a string without exponent, with all digits of its source: `"12.35"`. Compute with it by a decimal
   * library. As an input it has at most 12 digits before the point and 18 behind it, and may be a number.
   */
  Decimal: { input: Decimal; output: Decimal; }
  /** Any JSON value, as the source sent it; but a number that a double would change is a string of its digits: `"750727362669608961"`. */
  JSON: { input: unknown; output: unknown; }
  /** A reference to an entity: an object with its `__typename` and one of its keys. */
  _Any: { input: unknown; output: unknown; }
};

/**
 * One phone call between a voice agent and a customer. Both APIs give every field unless it says otherwise; a field is
 * null where the source did not give it. "Detail only" means that on a call from the list the field costs one more
 * upstream request for that call; on a call fetched by its key it costs none.
 */
export type Call = Node & {
  readonly __typename?: 'Call';
  /** The agent that spoke. Its `id`, `source`, `agentId` and `name` cost no request; any other field loads it. */
  readonly agent?: Maybe<VoiceAgent>;
  /** The agent's configuration at the time of the call, all that Butter kept of it. Butter only, detail only. */
  readonly agentConfig?: Maybe<Scalars['JSON']['output']>;
  /** The agent's name at the time of the call. Costs no request. */
  readonly agentName?: Maybe<Scalars['String']['output']>;
  /** The agent's own number. On Butter the opposite of `customerNumber`; on Burki as given. */
  readonly agentNumber?: Maybe<Scalars['String']['output']>;
  /**
   * How the agent thought, spoke and listened during the call: what `agentConfig` has of `VoiceAgent.settings`. Null where
   * nothing is given. Butter only, detail only.
   */
  readonly agentSettings?: Maybe<VoiceAgentSettings>;
  /** Mean length of a turn, in seconds. Butter only, detail only. */
  readonly averageTurnDuration?: Maybe<Scalars['Float']['output']>;
  /** How far billing has come, in Butter's words. Butter only, and only on a call from the list, or one whose row is remembered. */
  readonly billingStatus?: Maybe<Scalars['String']['output']>;
  /**
   * Cost of the call. Null only beside an error: before a figure is known, `CostBreakdown.unit` is null. Its total comes with
   * a list row.
   */
  readonly cost?: Maybe<CostBreakdown>;
  /** When the call was created. Butter only. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /**
   * The other party's number. On Butter `toNumber` of an outbound and `fromNumber` of an inbound call; null on a preview and
   * where the direction is unknown. On Burki as given, not surely in E.164.
   */
  readonly customerNumber?: Maybe<Scalars['String']['output']>;
  /** Burki's integer for this call, the same forever. Null on Butter, which has none. */
  readonly databaseId?: Maybe<Scalars['ID']['output']>;
  /** Direction of the call. Null on Burki, which does not say; a hint may stand in `metadata` under `outbound`. */
  readonly direction?: Maybe<CallDirection>;
  /** How long the call took, in seconds, as the source measured it: not always `endedAt` - `startedAt`. */
  readonly duration?: Maybe<Scalars['Float']['output']>;
  /** Why the call ended, in Butter's words (an open set, such as `tool_end_call`). Butter only. */
  readonly endReason?: Maybe<Scalars['String']['output']>;
  /** When the call ended. Null while it goes on. */
  readonly endedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Errors during the call itself, not of a request for it. Butter only, detail only. */
  readonly errors?: Maybe<CallErrors>;
  /** The conversation flow that was used. Burki only. */
  readonly flowName?: Maybe<Scalars['String']['output']>;
  /** The number that called, in E.164. Butter only. */
  readonly fromNumber?: Maybe<Scalars['String']['output']>;
  /** Opaque and the same forever. */
  readonly id: Scalars['ID']['output'];
  /** How often one side interrupted the other, by Butter's count. Butter only, detail only. */
  readonly interruptions?: Maybe<Scalars['Int']['output']>;
  /**
   * Whether it was a trial run by the agent's makers, without a customer. Null on Burki, which does not say, and where
   * `direction` is unknown.
   */
  readonly isPreview?: Maybe<Scalars['Boolean']['output']>;
  /**
   * How long the agent took to answer, by the events of the turns. Null where no events are recorded, as on Burki, and then at
   * no request. Butter only, detail only.
   */
  readonly latency?: Maybe<CallLatency>;
  /** Further facts, attached by whoever placed the call and by the platform. Burki only. */
  readonly metadata?: Maybe<Scalars['JSON']['output']>;
  /** The organization the call belongs to (`client_id`). Butter only. */
  readonly organizationId?: Maybe<Scalars['String']['output']>;
  /** The direction as Butter spelled it (`call_type`). Null on Burki. */
  readonly rawDirection?: Maybe<Scalars['String']['output']>;
  /** The status as the source spelled it. */
  readonly rawStatus?: Maybe<Scalars['String']['output']>;
  /** The transport as Butter spelled it. Butter only, detail only. */
  readonly rawTransport?: Maybe<Scalars['String']['output']>;
  /** Whether the call was to be recorded. Butter only. */
  readonly recordingEnabled?: Maybe<Scalars['Boolean']['output']>;
  /** The recordings. Empty when there is none. On Butter at most one, detail only; on Burki one request. */
  readonly recordings?: Maybe<ReadonlyArray<CallRecording>>;
  /**
   * The key its platform or carrier gave it, at most 256 characters: `call_...` on Butter; on Burki the carrier's own, such as
   * `CA...` or `a84b4c76e66710@pbx.example.net`.
   */
  readonly sid: Scalars['String']['output'];
  /** Which API holds this call. */
  readonly source: CallSource;
  /** When the conversation began. Null before that. */
  readonly startedAt?: Maybe<Scalars['DateTime']['output']>;
  /** How far the call has come. `rawStatus` has the source's own word. */
  readonly status: CallStatus;
  /** The time by which `calls` is ordered: `startedAt`, or else `createdAt`. Null where the source gave neither. */
  readonly time?: Maybe<Scalars['DateTime']['output']>;
  /** The number that was called, in E.164. Butter only. */
  readonly toNumber?: Maybe<Scalars['String']['output']>;
  /** Finds the call in Butter's own traces. Butter only, detail only. */
  readonly traceId?: Maybe<Scalars['String']['output']>;
  /**
   * Utterances of the call. Butter's keep the order in which Butter lists them. Burki's are ordered by `startOffset` if every
   * entry has one, else they keep Burki's order. Empty when nothing was said. On Butter detail only; on Burki one request.
   */
  readonly transcript?: Maybe<ReadonlyArray<TranscriptEntry>>;
  /** How the audio travels. Butter only, detail only. */
  readonly transport?: Maybe<CallTransport>;
  /** How many turns the call had, by the source's own count. Butter only; on Burki count `turns`. */
  readonly turnCount?: Maybe<Scalars['Int']['output']>;
  /**
   * The turns of the conversation, in order. On Butter as recorded, detail only; on Burki derived from the transcript
   * (`Turn.derived`), which costs one request.
   */
  readonly turns?: Maybe<ReadonlyArray<Turn>>;
  /** When the call was last changed. Butter only, and only on a call from the list, or one whose row is remembered. */
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Consumption of the call. Butter only, detail only. */
  readonly usage?: Maybe<CallUsage>;
};


/**
 * One phone call between a voice agent and a customer. Both APIs give every field unless it says otherwise; a field is
 * null where the source did not give it. "Detail only" means that on a call from the list the field costs one more
 * upstream request for that call; on a call fetched by its key it costs none.
 */
export type CallTranscriptArgs = {
  afterIndex?: InputMaybe<Scalars['Int']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** One page of the merged list of calls, by the Relay cursor connections specification. */
export type CallConnection = {
  readonly __typename?: 'CallConnection';
  /** Coverage of each source by this page, with the reason for a gap. One entry for every source, also for those not asked. */
  readonly coverage: ReadonlyArray<CallSourceCoverage>;
  /**
   * The calls of this page, newest first unless `orderBy` says otherwise. May be fewer than asked for, even none, while
   * `pageInfo.hasNextPage` is true.
   */
  readonly edges: ReadonlyArray<CallEdge>;
  /** The calls of `edges`, without their cursors, which have about a hundred characters each. */
  readonly nodes: ReadonlyArray<Call>;
  /** Whether and where the list goes on. */
  readonly pageInfo: PageInfo;
  /**
   * How many calls match in all; 0 where an empty list or range in the filter matches no call. Where the index holds all of them,
   * the exact number as of its last look at the sources. Otherwise counted with the first page, and null unless a source was asked
   * and all that were count them, which Butter does not.
   */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** A component of the costs of calls. */
export type CallCostComponentFigures = {
  readonly __typename?: 'CallCostComponentFigures';
  /** Which component. */
  readonly component: CostComponent;
  /** Of how many calls it is known. */
  readonly known: Scalars['Int']['output'];
  /** Its sum. */
  readonly total: Scalars['Decimal']['output'];
};

/** Costs of calls in one currency, or in credits. Sums are exact to the last digit. */
export type CallCostFigures = {
  readonly __typename?: 'CallCostFigures';
  /** Components of the sum. Null without an index of details, which this gateway does not have yet. */
  readonly components?: Maybe<ReadonlyArray<CallCostComponentFigures>>;
  /** An ISO 4217 code. Null for credits, and where the source does not say the currency. */
  readonly currency?: Maybe<Scalars['String']['output']>;
  /** Of how many calls the cost is known. */
  readonly known: Scalars['Int']['output'];
  /** `total` / `known`, to nine decimals, halves away from zero. Null when no cost is known. */
  readonly perCall?: Maybe<Scalars['Decimal']['output']>;
  /**
   * Cost of a minute over the calls whose cost and duration are both known, to nine decimals, halves away from zero. Null where
   * there are none, or their durations are 0.
   */
  readonly perMinute?: Maybe<Scalars['Decimal']['output']>;
  /** The sum of the known costs. */
  readonly total: Scalars['Decimal']['output'];
  /** Whether the figures are money or credits. */
  readonly unit: CostUnit;
};

/**
 * A range of costs; both ends are included. An end that is left out or null is open, and a range without ends matches every
 * call. A `min` above `max` is `BAD_USER_INPUT`.
 */
export type CallCostRange = {
  /**
   * The currency of both ends: an ISO 4217 code, or `CREDITS`, and only calls whose `CostBreakdown.total` is in it match. Null
   * means the currency of `CostBreakdown.converted`, which the range is then compared with.
   */
  readonly currency?: InputMaybe<Scalars['String']['input']>;
  /** At most this much. */
  readonly max?: InputMaybe<Scalars['Decimal']['input']>;
  /** At least this much. */
  readonly min?: InputMaybe<Scalars['Decimal']['input']>;
};

/** Origin of an answer for a source. */
export type CallCoverageOrigin =
  /** This gateway's index, at no upstream request. */
  | 'INDEX'
  /** The source itself, now or a few seconds ago; or what it said before (`asOf`). */
  | 'SOURCE';

/** Whether the calls or agents of a source are all there. */
export type CallCoverageState =
  /** Every matching call in the span of this page, or every matching agent, is there. */
  | 'COMPLETE'
  /** The filter leaves it out, asks for what it cannot answer, or matches no call at all. It was not asked. */
  | 'EXCLUDED'
  /** It is not configured on this gateway. It was not asked. */
  | 'NOT_CONFIGURED'
  /**
   * Some may be missing: the scan stopped early or failed midway and goes on with the next page, a list of agents is longer than
   * what is read of it, rows could not be read, the source failed and what it said before is given (`asOf`), or the index that
   * answered is not complete or not current (`index`).
   */
  | 'PARTIAL'
  /** It failed: see `code`. It is asked again with the next page, from where it stood. */
  | 'UNAVAILABLE';

/** Direction of a call. */
export type CallDirection =
  /** The customer called the agent. */
  | 'INBOUND'
  /** The agent called the customer. */
  | 'OUTBOUND'
  /** A trial run by the agent's makers: no customer took part. */
  | 'PREVIEW'
  /** A word this gateway does not know: see `rawDirection`. */
  | 'UNKNOWN';

/**
 * How the values of a figure are spread, in the unit of that figure, each rounded to six decimals: to the microsecond where the
 * unit is seconds. All but `known` are null where there is no value.
 */
export type CallDistribution = {
  readonly __typename?: 'CallDistribution';
  /** How many values there are. */
  readonly known: Scalars['Int']['output'];
  /** The greatest. */
  readonly max?: Maybe<Scalars['Float']['output']>;
  /** Their mean. Null also where a `Float` cannot hold the sum. */
  readonly mean?: Maybe<Scalars['Float']['output']>;
  /** The least. */
  readonly min?: Maybe<Scalars['Float']['output']>;
  /**
   * The least value that at least this share of the values does not exceed: a percentile by nearest rank, and so one of the
   * values.
   */
  readonly percentile?: Maybe<Scalars['Float']['output']>;
  /** Their sum. Null also where a `Float` cannot hold it. */
  readonly sum?: Maybe<Scalars['Float']['output']>;
};


/**
 * How the values of a figure are spread, in the unit of that figure, each rounded to six decimals: to the microsecond where the
 * unit is seconds. All but `known` are null where there is no value.
 */
export type CallDistributionPercentileArgs = {
  at: Scalars['Float']['input'];
};

/**
 * A range of durations in seconds; both ends are included. An end that is left out or null is open, and a range without ends
 * matches every call. A `min` above `max`, or an end below 0 or above 1000000000, is `BAD_USER_INPUT`.
 */
export type CallDurationRange = {
  /** At most this many seconds. */
  readonly max?: InputMaybe<Scalars['Float']['input']>;
  /** At least this many seconds. */
  readonly min?: InputMaybe<Scalars['Float']['input']>;
};

/** A call at its place in the list. */
export type CallEdge = {
  readonly __typename?: 'CallEdge';
  /** Marks the place of this call: give it as `after`, or as `before` in a list that the index answers, to go on from there. */
  readonly cursor: Scalars['String']['output'];
  /** The call. */
  readonly node: Call;
};

/**
 * Kind of a failure: in `extensions.code` of an error, beside `source` (whose fault), `retryable` (whether asking again may
 * help) and `retryAfter` (whole seconds to wait first, where the source said so); also in `CallSourceCoverage.code`.
 */
export type CallErrorCode =
  /** An argument, or the HTTP request itself, is not acceptable; the message says what is. No source was asked for it. */
  | 'BAD_USER_INPUT'
  /** This gateway runs only the documents of its manifest, and this one is not among them. */
  | 'DOCUMENT_NOT_TRUSTED'
  /** The token is valid, but does not allow this; or only the gateway's own machine may ask, and this request came another way. */
  | 'FORBIDDEN'
  /** The document is not GraphQL. */
  | 'GRAPHQL_PARSE_FAILED'
  /** The document does not fit this schema. */
  | 'GRAPHQL_VALIDATION_FAILED'
  /** A fault of this gateway itself; nothing of it is shown. */
  | 'INTERNAL_SERVER_ERROR'
  /** Too many requests wait for the source, or for the index, already, so that it was not asked; or the index cannot be read just now. */
  | 'OVERLOADED'
  /** No document of this hash or id is known here: send the whole one along with its hash. In Apollo's protocol, as its message. */
  | 'PERSISTED_QUERY_NOT_FOUND'
  /** The query is larger than this gateway takes, or could cost too many upstream requests; the message names the limit. */
  | 'QUERY_TOO_EXPENSIVE'
  /** The caller has asked too often, or sent too many wrong keys. */
  | 'RATE_LIMITED'
  /** The source that would hold it is not configured on this gateway. Single lookups only; a list says it in `coverage`. */
  | 'SOURCE_NOT_CONFIGURED'
  /** The request carries no API key or token that is accepted. */
  | 'UNAUTHENTICATED'
  /** The source refused this gateway's credentials. */
  | 'UPSTREAM_AUTH'
  /** The source answered with an error of its own. */
  | 'UPSTREAM_ERROR'
  /** The source answered something its contract does not allow. */
  | 'UPSTREAM_INVALID_RESPONSE'
  /** The source allows no more requests just now. */
  | 'UPSTREAM_RATE_LIMITED'
  /** The source did not answer in time. */
  | 'UPSTREAM_TIMEOUT'
  /** The source cannot be reached, or says that it is out of service. Without `source`: the server of the keys that verify tokens. */
  | 'UPSTREAM_UNAVAILABLE';

/** Errors during a call, as Butter counted them. */
export type CallErrors = {
  readonly __typename?: 'CallErrors';
  /** How many errors there were. */
  readonly count?: Maybe<Scalars['Int']['output']>;
  /** Each error as Butter described it: their form is not documented. */
  readonly details: ReadonlyArray<Scalars['JSON']['output']>;
  /** Whether one of them ended the call. */
  readonly fatal?: Maybe<Scalars['Boolean']['output']>;
};

/** Figures over calls. A call whose value is not known counts in `callCount`, and not in the `known` of that figure. */
export type CallFigures = {
  readonly __typename?: 'CallFigures';
  /** How many calls there are. */
  readonly callCount: Scalars['Int']['output'];
  /** How many of them were `COMPLETED`. On Burki `FAILED` includes busy and unanswered calls. */
  readonly completedCount: Scalars['Int']['output'];
  /** `completedCount` / `endedCount`, from 0 to 1. Null when none has ended. */
  readonly completionRate?: Maybe<Scalars['Float']['output']>;
  /** Their costs in the currency of `CostBreakdown.converted`, exactly. Null where the rate of a known cost is missing. */
  readonly convertedCost?: Maybe<CallCostFigures>;
  /** Their costs in each currency and in credits, never added over them. Currencies come by code, then credits. */
  readonly costs: ReadonlyArray<CallCostFigures>;
  /** Their durations, in seconds. */
  readonly duration: CallDistribution;
  /** How many of them have ended: their status is final, or their end is known. */
  readonly endedCount: Scalars['Int']['output'];
  /** How often one side interrupted the other. Unknown without an index of conversations, which this gateway does not have yet. */
  readonly interruptions: CallDistribution;
  /**
   * How long the language model's first byte took to come, in seconds. Unknown without an index of conversations, which this
   * gateway does not have yet.
   */
  readonly llmTimeToFirstByte: CallDistribution;
  /** Their numbers of turns. Butter only. */
  readonly turnCount: CallDistribution;
};

/**
 * Which calls to list: those that satisfy every field given. A field that is left out or null matches every call; an empty
 * list matches none.
 */
export type CallFilter = {
  /** Calls with one of these `agentName`s, as spelled, at most 100. */
  readonly agentNames?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Calls of these agents, at most 100: by `VoiceAgent.id`, or by `VoiceAgent.agentId`, which either source may know. */
  readonly agents?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Calls whose cost lies in this range: none whose cost is not known. */
  readonly cost?: InputMaybe<CallCostRange>;
  /**
   * Calls whose `customerNumber` ends with these digits, at least 4; everything but digits is passed over, in the number too,
   * so `(555) 987-6543` finds `+15559876543`. Of a `sip:`, `sips:` or `tel:` URI only the user part counts, and an extension
   * (`ext`, `x`, `;ext=`) does not. An empty string matches every call. A gateway whose index stores no numbers takes a whole
   * number with its `+`, or the last four digits.
   */
  readonly customerNumber?: InputMaybe<Scalars['String']['input']>;
  /** Calls in one of these directions. Leaves out Burki, which does not say the direction. */
  readonly directions?: InputMaybe<ReadonlyArray<CallDirection>>;
  /** Calls with a `duration` in this range: none whose duration is not known. */
  readonly duration?: InputMaybe<CallDurationRange>;
  /** Calls with one of these `endReason`s, as spelled, at most 100. Leaves out Burki, which gives none. */
  readonly endReasons?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Calls that ended in this range: none whose end is not known. */
  readonly ended?: InputMaybe<CallTimeRange>;
  /** Calls with one of these `flowName`s, as spelled, at most 100. Leaves out Butter, which gives none. */
  readonly flowNames?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /**
   * Calls whose `metadata` has all of these, at most 100; an empty list matches every call. Leaves out Butter, which gives no
   * metadata. Refused by a gateway whose index stores no numbers.
   */
  readonly metadata?: InputMaybe<ReadonlyArray<CallMetadataMatch>>;
  /**
   * Calls that go on now: the same as the statuses `QUEUED`, `INITIATED`, `RINGING` and `IN_PROGRESS`. With `false` those in any
   * other status, `UNKNOWN` included. Beside `statuses` a call has to satisfy both.
   */
  readonly ongoing?: InputMaybe<Scalars['Boolean']['input']>;
  /** Calls that were to be recorded, or were not. Leaves out Burki, which does not say. */
  readonly recordingEnabled?: InputMaybe<Scalars['Boolean']['input']>;
  /** Calls of these sources. */
  readonly sources?: InputMaybe<ReadonlyArray<CallSource>>;
  /** Calls that started in this range: none that have not started. */
  readonly started?: InputMaybe<CallTimeRange>;
  /** Calls in one of these states. */
  readonly statuses?: InputMaybe<ReadonlyArray<CallStatus>>;
};

/** Coverage of a source by the index of this gateway. */
export type CallIndexCoverage = {
  readonly __typename?: 'CallIndexCoverage';
  /** When the newest end of the source's list was read last. Null before the first time. */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /** How many calls it holds. */
  readonly callCount: Scalars['Int']['output'];
  /** Every call since then is there, as the last finished walk through the source's list proved. Null before the first. */
  readonly completeBackTo?: Maybe<Scalars['DateTime']['output']>;
  /** How many conversations it holds. Null where it keeps none. */
  readonly conversationCount?: Maybe<Scalars['Int']['output']>;
  /** Every conversation since then is there. Null where it keeps none. */
  readonly conversationsBackTo?: Maybe<Scalars['DateTime']['output']>;
  /** When the last walk finished: calls that were deleted while it ran, or since, may still be here. Null before the first. */
  readonly provenAt?: Maybe<Scalars['DateTime']['output']>;
  /** How far back the walk under way has come. Null between two walks. */
  readonly reachedBackTo?: Maybe<Scalars['DateTime']['output']>;
  /** How far it has come. */
  readonly state: CallIndexState;
};

/** How the index of a source fares. */
export type CallIndexInfo = {
  readonly __typename?: 'CallIndexInfo';
  /** Its coverage of the source's calls. */
  readonly coverage: CallIndexCoverage;
  /** Seconds until the walk under way has read the whole list, at its rate so far. Null where none is, or before that is known. */
  readonly remaining?: Maybe<Scalars['Float']['output']>;
  /** How many requests a second this gateway makes for it, of the last ten seconds. */
  readonly requestsPerSecond: Scalars['Float']['output'];
};

/** How far an index has come. */
export type CallIndexState =
  /** It is older than it should be: see `asOf`. */
  | 'BEHIND'
  /** It is read for the first time. */
  | 'BUILDING'
  /** It holds the calls of its source, but for the last seconds. */
  | 'CURRENT'
  /** It cannot be kept. Lists go on by the sources, as far as they can answer. */
  | 'FAILED';

/** How long the agent of one call took to answer. */
export type CallLatency = {
  readonly __typename?: 'CallLatency';
  /**
   * How long the language model's first byte took to come, in seconds, over the events that have this figure
   * (`TurnEventLlm.timeToFirstByte`).
   */
  readonly llmTimeToFirstByte: CallDistribution;
};

/** Tokens of the language model during a call. */
export type CallLlmUsage = {
  readonly __typename?: 'CallLlmUsage';
  /** Tokens that it read. */
  readonly inputTokens?: Maybe<Scalars['Int']['output']>;
  /** Tokens that it wrote. */
  readonly outputTokens?: Maybe<Scalars['Int']['output']>;
  /** Tokens in all: Butter's total, from its `summary` where its `usage` lacks it. Not computed from the other two. */
  readonly totalTokens?: Maybe<Scalars['Int']['output']>;
};

/** One key of `Call.metadata` and what it holds. */
export type CallMetadataMatch = {
  /** A key at the top of `metadata`, of at most 256 characters. */
  readonly key: Scalars['String']['input'];
  /**
   * The value as text, of at most 1000 characters: a string as it is, anything else as JSON. Any value, null included, when left
   * out.
   */
  readonly value?: InputMaybe<Scalars['String']['input']>;
};

/** An amount of real money. */
export type CallMoney = {
  readonly __typename?: 'CallMoney';
  /** How much. */
  readonly amount: Scalars['Decimal']['output'];
  /** An ISO 4217 code. */
  readonly currency: Scalars['String']['output'];
};

/** In which order to list calls. */
export type CallOrder = {
  /**
   * Which end first. Calls without the figure come last either way; but in the order of `TIME` they count as the newest, because
   * they have not started.
   */
  readonly direction?: OrderDirection;
  /** By what. */
  readonly field?: CallOrderField;
};

/** What calls are ordered by. Calls that are equal in it come newest first. All but `TIME`, newest first, needs the index. */
export type CallOrderField =
  /**
   * `CostBreakdown.converted`, or `total` while `CallFilter.cost` names one currency. Calls in a currency without a rate come last.
   * Where those are all calls of a source, as Butter's without a rate for credits, it is `BAD_USER_INPUT` unless a currency is named.
   */
  | 'COST'
  /** `Call.duration`. */
  | 'DURATION'
  /** `Call.endedAt`. */
  | 'ENDED_AT'
  /** `Call.time`. */
  | 'TIME'
  /** `Call.turnCount`. */
  | 'TURN_COUNT';

/** A recording of a call. */
export type CallRecording = {
  readonly __typename?: 'CallRecording';
  /** The call it holds. */
  readonly call: Call;
  /** When it was made. Burki only. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Burki's integer for this recording. Null on Butter. */
  readonly databaseId?: Maybe<Scalars['ID']['output']>;
  /** How long it is, in seconds. Burki only. */
  readonly duration?: Maybe<Scalars['Float']['output']>;
  /** Where it lies in Burki's storage. Burki only. */
  readonly filePath?: Maybe<Scalars['String']['output']>;
  /** The audio format, such as `mp3`. Burki only. */
  readonly format?: Maybe<Scalars['String']['output']>;
  /**
   * Its place in `Call.recordings`, from 0: the same forever once the call is settled. Before that, recordings may come before it
   * or leave.
   */
  readonly index: Scalars['Int']['output'];
  /** Origin of the recording, in Burki's words. Burki only. */
  readonly origin?: Maybe<Scalars['String']['output']>;
  /** The carrier's key for this recording. Burki only. */
  readonly sid?: Maybe<Scalars['String']['output']>;
  /** How far it is, in Burki's words, such as `processing`. Burki only. */
  readonly status?: Maybe<Scalars['String']['output']>;
  /** The voices that it holds, in Burki's words, such as `mixed`. Burki only. */
  readonly type?: Maybe<Scalars['String']['output']>;
  /** Its address as the source gave it: on Butter often an `s3://` one, which a browser cannot open. */
  readonly uri?: Maybe<Scalars['String']['output']>;
  /** Its address, if a browser can open it; else null. */
  readonly url?: Maybe<Scalars['String']['output']>;
};

/** An API that holds calls. */
export type CallSource =
  /** Burki, whose calls are keyed by an integer. */
  | 'BURKI'
  /** Butter AI, whose calls are keyed by a string sid. */
  | 'BUTTER';

/** Coverage of one source by a page of a list of calls or agents. */
export type CallSourceCoverage = {
  readonly __typename?: 'CallSourceCoverage';
  /**
   * When the source said this. With `origin` `INDEX`, when the index read the newest end of its list. Otherwise the source cannot be
   * asked just now, for the reason in `code`, and what it said before is given; null where its answer is of this moment, or a few
   * seconds old.
   */
  readonly asOf?: Maybe<Scalars['DateTime']['output']>;
  /** Code of the failure. Null without one. */
  readonly code?: Maybe<CallErrorCode>;
  /** Coverage of this source by the index. Null where there is none, or it was not asked. */
  readonly index?: Maybe<CallIndexCoverage>;
  /** Origin of the answer for this source. Null when nothing was asked, also because it was read to its end before. */
  readonly origin?: Maybe<CallCoverageOrigin>;
  /** The time of the oldest call read so far, this page included, or in the index. Null where none with a time was read. */
  readonly reachedBackTo?: Maybe<Scalars['DateTime']['output']>;
  /** How many of its calls or agents this page read from it, those that did not match included. 0 where the index answered. */
  readonly scanned: Scalars['Int']['output'];
  /** Which source. */
  readonly source: CallSource;
  /** Whether its calls or agents are all there. */
  readonly state: CallCoverageState;
  /** How many of its calls or agents match in all. Null where neither it nor the index counts exactly that. */
  readonly total?: Maybe<Scalars['Int']['output']>;
};

/** How this gateway runs one source. */
export type CallSourceInfo = {
  readonly __typename?: 'CallSourceInfo';
  /** How many values of an unexpected type or form its answers have held since this gateway started. What could not be read became null. */
  readonly driftCount: Scalars['Int']['output'];
  /** How its index fares. Null where there is none. */
  readonly index?: Maybe<CallIndexInfo>;
  /** Whether it is asked at all, and whether real calls are behind it. */
  readonly mode: CallSourceMode;
  /** How often it may be asked. */
  readonly quota: CallSourceQuota;
  /** How long its answers took lately, in seconds, the last ones weighing most. Null before the first. */
  readonly responseTime?: Maybe<Scalars['Float']['output']>;
  /** Which source. */
  readonly source: CallSource;
  /** Whether it can be asked at this moment. */
  readonly state: CallSourceState;
};

/** How a source is run. */
export type CallSourceMode =
  /** The real API is asked. */
  | 'LIVE'
  /** Nothing is configured: this source is never asked, and each look-up in it is null with `SOURCE_NOT_CONFIGURED`. */
  | 'NOT_CONFIGURED'
  /** A built-in stand-in with invented calls is asked. */
  | 'SANDBOX';

/** How often a source may be asked. */
export type CallSourceQuota = {
  readonly __typename?: 'CallSourceQuota';
  /** How many requests a second this gateway makes at most. Null where there is no limit but the source's own word. */
  readonly requestsPerSecond?: Maybe<Scalars['Int']['output']>;
  /** How many requests wait for their turn in this process. */
  readonly waiting: Scalars['Int']['output'];
};

/** Whether a source can be asked at this moment, by how it did in the last seconds. */
export type CallSourceState =
  /** It answers, or has not been asked yet. */
  | 'AVAILABLE'
  /** Requests of one kind, such as those for its list, keep failing and are suspended for the moment. Others are sent. */
  | 'DEGRADED'
  /** It refuses this gateway's credentials, or has no list at the address configured. */
  | 'MISCONFIGURED'
  /** It is not configured, and never asked. */
  | 'NOT_CONFIGURED'
  /** It keeps failing, or has asked for no requests by a 429, and is not asked for the moment. */
  | 'UNAVAILABLE';

/** Figures over calls, all of one moment. */
export type CallStats = {
  readonly __typename?: 'CallStats';
  /**
   * How complete the figures are, for every source. `PARTIAL` where the index does not hold every call that may match, or is not
   * current.
   */
  readonly coverage: ReadonlyArray<CallSourceCoverage>;
  /** How many groups there are in all, those not given included. */
  readonly groupCount: Scalars['Int']['output'];
  /** The groups in their order, as many as `first` says. Groups without calls are not among them. */
  readonly groups: ReadonlyArray<CallStatsGroup>;
  /** Figures over all calls that match, those of groups that are not given included. */
  readonly total: CallFigures;
  /**
   * How the index's count of all calls of a source compares with the source's own, as of the last time that the index asked for
   * it. Empty where no source counts; Butter does not.
   */
  readonly verification: ReadonlyArray<CallStatsVerification>;
};

/** Properties by which calls are grouped. */
export type CallStatsDimension =
  /** `Call.agent`. */
  | 'AGENT'
  /** The day of `Call.time` by the calendar of `timeZone`, 1 is Monday. */
  | 'DAY_OF_WEEK'
  /** `Call.direction`. Burki does not say it. */
  | 'DIRECTION'
  /** `Call.endReason`. Burki gives none. */
  | 'END_REASON'
  /** `Call.flowName`. Butter gives none. */
  | 'FLOW_NAME'
  /** The hour of `Call.time` by the clock of `timeZone`, 0 to 23. */
  | 'HOUR_OF_DAY'
  /** `Call.source`. */
  | 'SOURCE'
  /** `Call.status`. */
  | 'STATUS';

/** A group of calls and its figures. */
export type CallStatsGroup = {
  readonly __typename?: 'CallStatsGroup';
  /** Figures over its calls. */
  readonly figures: CallFigures;
  /** Properties that its calls have in common. */
  readonly key: CallStatsKey;
};

/** How long a span of `Call.time` is. Spans follow each other without gaps; where a clock changes, they are as long as they are. */
export type CallStatsInterval =
  /** A date in `timeZone`: 23 to 25 hours. */
  | 'DAY'
  /** From a whole hour by the clock of `timeZone` to the next. An hour that the clock shows twice is two hours. */
  | 'HOUR'
  /** A month of the calendar. */
  | 'MONTH'
  /** Seven dates from Monday. */
  | 'WEEK';

/** Properties that the calls of a group have in common. One that was not grouped by is null; so is one that its calls do not have. */
export type CallStatsKey = {
  readonly __typename?: 'CallStatsKey';
  /**
   * Their agent, under the name that the newest call gives it. Its `id`, `source`, `agentId` and `name` cost no request; other
   * fields cost one for each agent.
   */
  readonly agent?: Maybe<VoiceAgent>;
  /** The day of the week on which they began, 1 is Monday. */
  readonly dayOfWeek?: Maybe<Scalars['Int']['output']>;
  /** Their direction. */
  readonly direction?: Maybe<CallDirection>;
  /** Their end reason, as spelled by the source. */
  readonly endReason?: Maybe<Scalars['String']['output']>;
  /** Their flow. */
  readonly flowName?: Maybe<Scalars['String']['output']>;
  /** The hour in which they began, 0 to 23. */
  readonly hourOfDay?: Maybe<Scalars['Int']['output']>;
  /** End of the span, itself not included. */
  readonly intervalEnd?: Maybe<Scalars['DateTime']['output']>;
  /** Start of the span. Null where the calls have no `time`. */
  readonly intervalStart?: Maybe<Scalars['DateTime']['output']>;
  /** Their source. */
  readonly source?: Maybe<CallSource>;
  /** Their status. */
  readonly status?: Maybe<CallStatus>;
};

/**
 * The order of groups. Those without the figure come last in either direction; equal ones follow by their span, then by most calls,
 * then by their keys.
 */
export type CallStatsOrder = {
  /** Which end first. */
  readonly direction?: OrderDirection;
  /** By which figure. */
  readonly field?: CallStatsOrderField;
};

/** Figures by which groups are ordered. */
export type CallStatsOrderField =
  /** `CallFigures.callCount`. */
  | 'CALL_COUNT'
  /** The total of `CallFigures.convertedCost`. */
  | 'COST'
  /** The sum of `CallFigures.duration`. */
  | 'DURATION'
  /** The start of their span. */
  | 'INTERVAL';

/** The index's count of all calls of a source, beside the source's own count. */
export type CallStatsVerification = {
  readonly __typename?: 'CallStatsVerification';
  /** When the source was asked. A query never asks it. */
  readonly asOf: Scalars['DateTime']['output'];
  /** How many calls the index held then, whatever the filter of the query. */
  readonly callCount: Scalars['Int']['output'];
  /** Which source. */
  readonly source: CallSource;
  /** How many calls the source counted. Null where it gave no number. */
  readonly sourceCallCount?: Maybe<Scalars['Int']['output']>;
};

/** How far a call has come. */
export type CallStatus =
  /** The other end was busy. */
  | 'BUSY'
  /** Called off before it was answered. */
  | 'CANCELED'
  /** Ended normally. */
  | 'COMPLETED'
  /** Did not come about, or broke off. On Burki this includes busy and unanswered calls. */
  | 'FAILED'
  /** Being placed. */
  | 'INITIATED'
  /** The conversation goes on. */
  | 'IN_PROGRESS'
  /** Nobody answered. */
  | 'NO_ANSWER'
  /** Waiting to be placed. */
  | 'QUEUED'
  /** Ringing at the other end. */
  | 'RINGING'
  /** A word this gateway does not know, or none: see `rawStatus`. */
  | 'UNKNOWN';

/** Audio of speech recognition during a call. */
export type CallSttUsage = {
  readonly __typename?: 'CallSttUsage';
  /** How much audio, in seconds. */
  readonly audioSeconds?: Maybe<Scalars['Float']['output']>;
};

/**
 * A range of times that includes `from` and not `before`, so that ranges that meet share no call. An end that is left out or
 * null is open. A range without ends matches every call; one from a time to the same time matches none, and a `from` later
 * than `before` is `BAD_USER_INPUT`.
 */
export type CallTimeRange = {
  /** Up to this time, itself not included; a date means its midnight in UTC, which leaves that day out. */
  readonly before?: InputMaybe<Scalars['DateTimeOrDate']['input']>;
  /** From this time on, itself included; a date means its midnight in UTC. */
  readonly from?: InputMaybe<Scalars['DateTimeOrDate']['input']>;
};

/** How the audio travels. */
export type CallTransport =
  /** Over a SIP trunk. */
  | 'SIP'
  /** Over Twilio. */
  | 'TWILIO'
  /** A word this gateway does not know: see `rawTransport`. */
  | 'UNKNOWN'
  /** From a browser or app, over WebRTC. */
  | 'WEBRTC';

/** Characters of speech synthesis during a call. */
export type CallTtsUsage = {
  readonly __typename?: 'CallTtsUsage';
  /** Characters in all: Butter's total, from its `summary` where its `usage` lacks it. */
  readonly characters?: Maybe<Scalars['Int']['output']>;
};

/**
 * Consumption of a call, as Butter measured it. A group is null where none of its figures is given, and so is the usage itself
 * where no group is.
 */
export type CallUsage = {
  readonly __typename?: 'CallUsage';
  /** Consumption of the language model. */
  readonly llm?: Maybe<CallLlmUsage>;
  /** Consumption of speech recognition. */
  readonly stt?: Maybe<CallSttUsage>;
  /** Consumption of speech synthesis. */
  readonly tts?: Maybe<CallTtsUsage>;
};

/**
 * Cost of a call: the total, its lines, and the rest that the lines leave open. Figures are exact decimals in
 * `currency` or in credits. `currency`, `unit`, `total` and `converted` come with a list row; on Butter the lines are detail only.
 */
export type CostBreakdown = {
  readonly __typename?: 'CostBreakdown';
  /**
   * `total` in the one currency that this gateway's operator reports in, by the configured rates, unrounded: it compares calls of
   * all sources. Null without a total, and where there is no rate. While all sources are sandboxes the rates are invented too.
   */
  readonly converted?: Maybe<CallMoney>;
  /** An ISO 4217 code. Null for credits (`unit`), and when not given. */
  readonly currency?: Maybe<Scalars['String']['output']>;
  /**
   * The known lines, largest first, each counted once. With `UNATTRIBUTED` among them they add up to `total`; without a total
   * there is no `UNATTRIBUTED`. Null until a line is known. On Butter detail only.
   */
  readonly lines?: Maybe<ReadonlyArray<CostItem>>;
  /** The language model: Burki's figure, or the sum of Butter's two. Without an amount unless both of them have one. */
  readonly llm?: Maybe<CostLine>;
  /** The language model's input; part of `llm`. Butter only. */
  readonly llmInput?: Maybe<CostLine>;
  /** The language model's output; part of `llm`. Butter only. */
  readonly llmOutput?: Maybe<CostLine>;
  /** Speech recognition. */
  readonly stt?: Maybe<CostLine>;
  /** The phone line. */
  readonly telephony?: Maybe<CostLine>;
  /** The whole cost, as the source gives it. */
  readonly total?: Maybe<Scalars['Decimal']['output']>;
  /** Speech synthesis. */
  readonly tts?: Maybe<CostLine>;
  /**
   * The amount of `UNATTRIBUTED` in `lines`: `total` minus the known lines, so a component that the source left out is in it.
   * Negative where the lines exceed the total; null while the total or every line is unknown. On Butter detail only.
   */
  readonly unattributed?: Maybe<Scalars['Decimal']['output']>;
  /**
   * Whether figures are money or a platform's credits. Null until a figure is known, and so the one test of whether there is a
   * cost. On a list row of Butter without a total it is null too, unless the query selects a detail-only field; so it is on a call
   * that is answered from such a row.
   */
  readonly unit?: Maybe<CostUnit>;
};

/** Component that a line of a cost pays for. */
export type CostComponent =
  /** The language model. While only its input or only its output is known, that part alone. */
  | 'LLM'
  /** The language model's input; a part of `LLM`. */
  | 'LLM_INPUT'
  /** The language model's output; a part of `LLM`. */
  | 'LLM_OUTPUT'
  /** Speech recognition. */
  | 'STT'
  /** The phone line. */
  | 'TELEPHONY'
  /** Speech synthesis. */
  | 'TTS'
  /** The rest of the total beyond the known lines: zero where they add up to it, negative where they exceed it. */
  | 'UNATTRIBUTED';

/** A known line of a cost. */
export type CostItem = {
  readonly __typename?: 'CostItem';
  /**
   * In the breakdown's `currency` or credits. Negative where the source sends it so; that of `UNATTRIBUTED` also where the lines
   * exceed the total.
   */
  readonly amount: Scalars['Decimal']['output'];
  /** The component that it pays for. */
  readonly component: CostComponent;
  /** The amount in the currency of `CostBreakdown.converted`, by the same rate. Null without a rate. */
  readonly converted?: Maybe<CallMoney>;
  /** The parts that are known and counted in `amount` already, such as the language model's input. Empty when there are none. */
  readonly parts: ReadonlyArray<CostItem>;
  /** Unit of `units`, inferred from Butter's documentation, which shows numbers alone. Butter only. */
  readonly unit?: Maybe<CostUsageUnit>;
  /** How much was consumed, in `unit`. Null when the source does not say. Butter only. */
  readonly units?: Maybe<Scalars['Float']['output']>;
};

/** A line of a cost. Null where neither its amount nor its units are given. */
export type CostLine = {
  readonly __typename?: 'CostLine';
  /** In the breakdown's `currency` or credits. Null when the source does not say. */
  readonly amount?: Maybe<Scalars['Decimal']['output']>;
  /** Unit of `units`, inferred from Butter's documentation, which shows numbers alone. Butter only. */
  readonly unit?: Maybe<CostUsageUnit>;
  /** How much was consumed, in `unit`. Null when the source does not say. Butter only. */
  readonly units?: Maybe<Scalars['Float']['output']>;
};

/** Unit of the figures of a cost. */
export type CostUnit =
  /** Credits of the platform. */
  | 'CREDITS'
  /** Money, in `currency`. */
  | 'MONEY';

/** Unit of a consumption. */
export type CostUsageUnit =
  /** Characters of text. */
  | 'CHARACTERS'
  /** Minutes on the line. */
  | 'MINUTES'
  /** Seconds of audio. */
  | 'SECONDS'
  /** Tokens of a language model. */
  | 'TOKENS';

/** Something that can be fetched again by its `id`. */
export type Node = {
  /** Opaque, unique in the graph, and the same forever. */
  readonly id: Scalars['ID']['output'];
};

/** Which end of an order comes first. */
export type OrderDirection =
  /** The least first. */
  | 'ASC'
  /** The greatest first. */
  | 'DESC';

/** Whether and where a list goes on, by the Relay specification. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Where the list goes on, to be given as `after`. Null only when no source was asked. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  /**
   * Whether more calls or agents follow or may follow: also true while a source that failed, or could not be read far enough,
   * is to be asked again.
   */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /**
   * Whether calls precede this page, or may. Without the index the list is read forward only: keep the pages that you may go back
   * to.
   */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge, or where a list that is read backward goes on. Null on a page that has neither. */
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

/**
 * Phone calls that voice agents made or took, from every API this gateway unifies. Nothing found is null without an error;
 * a source that fails makes only its own fields null, with an error whose `extensions.code` is a `CallErrorCode`. A look-up in
 * a source that is not configured is null with `SOURCE_NOT_CONFIGURED`.
 */
export type Query = {
  readonly __typename?: 'Query';
  /**
   * For routers: the things that these references name, in their order; null at the place of one that is not there or failed.
   * A source that is not configured has one error, at its first place. At most 1000 at a time. Each call or agent costs one
   * upstream request, however often it is named.
   */
  readonly _entities: ReadonlyArray<Maybe<_Entity>>;
  /** For routers: this graph as a subgraph. Refused unless the gateway's operator allows it. */
  readonly _service: _Service;
  /** One call by its `id`. Null when there is none; costs one upstream request. */
  readonly call?: Maybe<Call>;
  /**
   * The call with this integer of its source; of the two sources only Burki has integers. Null when there is none; costs one
   * upstream request.
   */
  readonly callByDatabaseId?: Maybe<Call>;
  /**
   * The call with this sid of its platform or carrier. Only one API is asked: `source`, or else the one that the form of the
   * sid names (`call_...` is Butter's, any other is Burki's). Null when there is none; costs one upstream request.
   */
  readonly callBySid?: Maybe<Call>;
  /** The APIs behind this graph, and how each is run here. Costs no upstream request. */
  readonly callSources: ReadonlyArray<CallSourceInfo>;
  /**
   * Figures over all calls that match, whole or in groups, all of one moment. From the index alone, at no upstream request: without
   * one it is `BAD_USER_INPUT` that names the setting. More than 10000 groups are `QUERY_TOO_EXPENSIVE`; `OVERLOADED` where others
   * wait for the index already, or one query takes too long.
   */
  readonly callStats?: Maybe<CallStats>;
  /**
   * The calls of all sources as one list, newest first unless `orderBy` says otherwise: by `startedAt`, or else by `createdAt`;
   * calls with neither come first. A source that fails or cannot be read far enough raises no error here: `coverage` says what is
   * missing. Null, with an error, only when every source that was asked failed. Costs about one upstream request for each source,
   * and with a filter up to as many as the operator allows; none where the index answers (`CallSourceCoverage.origin`).
   */
  readonly calls?: Maybe<CallConnection>;
  /**
   * The thing with this `id`, whatever its type. Null when there is none; costs one upstream request. An `id` that this
   * graph never gave is `BAD_USER_INPUT`.
   */
  readonly node?: Maybe<Node>;
  /**
   * The things with these ids, in their order, at most 100, and 1000 in one query: null at the place of one that is not there
   * or failed. A source that is not configured has one error, at its first place. Costs one upstream request for each that
   * differs.
   */
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  /** One voice agent by its `id`. Null when there is none, or no longer; costs one upstream request. */
  readonly voiceAgent?: Maybe<VoiceAgent>;
  /**
   * The voice agents of all sources as one list, by name; agents without a name come last. A source that fails or cannot be read
   * to its end raises no error here: `coverage` says what is missing. Null, with an error, only when every source that was asked
   * failed. Costs about one upstream request for each source; on Burki every field of an agent comes with it, on Butter `id`,
   * `source`, `agentId` and `name`.
   */
  readonly voiceAgents?: Maybe<VoiceAgentConnection>;
};


/**
 * Phone calls that voice agents made or took, from every API this gateway unifies. Nothing found is null without an error;
 * a source that fails makes only its own fields null, with an error whose `extensions.code` is a `CallErrorCode`. A look-up in
 * a source that is not configured is null with `SOURCE_NOT_CONFIGURED`.
 */
export type Query_EntitiesArgs = {
  representations: ReadonlyArray<Scalars['_Any']['input']>;
};


/**
 * Phone calls that voice agents made or took, from every API this gateway unifies. Nothing found is null without an error;
 * a source that fails makes only its own fields null, with an error whose `extensions.code` is a `CallErrorCode`. A look-up in
 * a source that is not configured is null with `SOURCE_NOT_CONFIGURED`.
 */
export type QueryCallArgs = {
  id: Scalars['ID']['input'];
};


/**
 * Phone calls that voice agents made or took, from every API this gateway unifies. Nothing found is null without an error;
 * a source that fails makes only its own fields null, with an error whose `extensions.code` is a `CallErrorCode`. A look-up in
 * a source that is not configured is null with `SOURCE_NOT_CONFIGURED`.
 */
export type QueryCallByDatabaseIdArgs = {
  databaseId: Scalars['ID']['input'];
  source?: InputMaybe<CallSource>;
};


/**
 * Phone calls that voice agents made or took, from every API this gateway unifies. Nothing found is null without an error;
 * a source that fails makes only its own fields null, with an error whose `extensions.code` is a `CallErrorCode`. A look-up in
 * a source that is not configured is null with `SOURCE_NOT_CONFIGURED`.
 */
export type QueryCallBySidArgs = {
  sid: Scalars['String']['input'];
  source?: InputMaybe<CallSource>;
};


/**
 * Phone calls that voice agents made or took, from every API this gateway unifies. Nothing found is null without an error;
 * a source that fails makes only its own fields null, with an error whose `extensions.code` is a `CallErrorCode`. A look-up in
 * a source that is not configured is null with `SOURCE_NOT_CONFIGURED`.
 */
export type QueryCallStatsArgs = {
  filter?: InputMaybe<CallFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  groupBy?: InputMaybe<ReadonlyArray<CallStatsDimension>>;
  interval?: InputMaybe<CallStatsInterval>;
  orderBy?: InputMaybe<CallStatsOrder>;
  timeZone?: InputMaybe<Scalars['String']['input']>;
};


/**
 * Phone calls that voice agents made or took, from every API this gateway unifies. Nothing found is null without an error;
 * a source that fails makes only its own fields null, with an error whose `extensions.code` is a `CallErrorCode`. A look-up in
 * a source that is not configured is null with `SOURCE_NOT_CONFIGURED`.
 */
export type QueryCallsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CallFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<CallOrder>;
};


/**
 * Phone calls that voice agents made or took, from every API this gateway unifies. Nothing found is null without an error;
 * a source that fails makes only its own fields null, with an error whose `extensions.code` is a `CallErrorCode`. A look-up in
 * a source that is not configured is null with `SOURCE_NOT_CONFIGURED`.
 */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/**
 * Phone calls that voice agents made or took, from every API this gateway unifies. Nothing found is null without an error;
 * a source that fails makes only its own fields null, with an error whose `extensions.code` is a `CallErrorCode`. A look-up in
 * a source that is not configured is null with `SOURCE_NOT_CONFIGURED`.
 */
export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/**
 * Phone calls that voice agents made or took, from every API this gateway unifies. Nothing found is null without an error;
 * a source that fails makes only its own fields null, with an error whose `extensions.code` is a `CallErrorCode`. A look-up in
 * a source that is not configured is null with `SOURCE_NOT_CONFIGURED`.
 */
export type QueryVoiceAgentArgs = {
  id: Scalars['ID']['input'];
};


/**
 * Phone calls that voice agents made or took, from every API this gateway unifies. Nothing found is null without an error;
 * a source that fails makes only its own fields null, with an error whose `extensions.code` is a `CallErrorCode`. A look-up in
 * a source that is not configured is null with `SOURCE_NOT_CONFIGURED`.
 */
export type QueryVoiceAgentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<VoiceAgentFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** One piece of what was said. */
export type TranscriptEntry = {
  readonly __typename?: 'TranscriptEntry';
  /** When it was said (Butter) or written down (Burki). */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** The call it was said in. */
  readonly call: Call;
  /** How sure speech recognition was, 0 to 1. Burki only. */
  readonly confidence?: Maybe<Scalars['Float']['output']>;
  /** Burki's integer for this piece. Null on Butter. */
  readonly databaseId?: Maybe<Scalars['ID']['output']>;
  /** When it ended, in seconds from the call's beginning. Burki only. */
  readonly endOffset?: Maybe<Scalars['Float']['output']>;
  /**
   * Its place in the whole of `Call.transcript`, from 0, whatever `first` and `afterIndex` leave out: the same forever once the
   * call is settled. While it goes on, entries may come before it or leave, so page a settled call, and ask an ongoing one whole.
   */
  readonly index: Scalars['Int']['output'];
  /**
   * Whether speech recognition was done with it. Burki only. An entry that is not final is given while the call goes on, until a
   * final one of the same speaker covers its span.
   */
  readonly isFinal?: Maybe<Scalars['Boolean']['output']>;
  /** The speaker as the source spelled it. */
  readonly rawSpeaker?: Maybe<Scalars['String']['output']>;
  /** Speaker. Null when the source does not say. */
  readonly speaker?: Maybe<TranscriptSpeaker>;
  /** When it began, in seconds from the call's beginning. */
  readonly startOffset?: Maybe<Scalars['Float']['output']>;
  /** When each word was said, as Burki's speech recognition put it. Burki only. */
  readonly sttTimestamps?: Maybe<Scalars['JSON']['output']>;
  /** Words that were said. */
  readonly text?: Maybe<Scalars['String']['output']>;
  /**
   * The turn it belongs to: that of `Call.turns` with this `turnNumber`. Null when the source does not say, as where `turnNumber`
   * is null, or no turn or more than one has it. Costs no request of its own.
   */
  readonly turn?: Maybe<Turn>;
  /** The `number` of the turn it belongs to; on Burki that of the derived turn, and null while `isFinal` is false. */
  readonly turnNumber?: Maybe<Scalars['Int']['output']>;
};

/** Speaker of an utterance. */
export type TranscriptSpeaker =
  /** The voice agent. */
  | 'AGENT'
  /** The other party. */
  | 'CUSTOMER'
  /** Someone or something else: see `rawSpeaker`. */
  | 'OTHER';

/** One exchange of a conversation, usually the customer and then the agent. */
export type Turn = {
  readonly __typename?: 'Turn';
  /** The call it belongs to. */
  readonly call: Call;
  /**
   * False: the source recorded this turn (Butter). True: it was derived from the transcript (Burki), where a turn starts
   * at the first entry and whenever the customer speaks after the agent; entries that are not final make no turn.
   */
  readonly derived: Scalars['Boolean']['output'];
  /** How long it took, in seconds: on a derived turn `endOffset` - `startOffset`, never negative. */
  readonly duration?: Maybe<Scalars['Float']['output']>;
  /** When it ended, in seconds from the call's beginning: on a derived turn, where the last of its entries ends. */
  readonly endOffset?: Maybe<Scalars['Float']['output']>;
  /** Events of the turn, in order. Butter only: null on a derived turn. */
  readonly events?: Maybe<ReadonlyArray<TurnEvent>>;
  /**
   * Its place in `Call.turns`, from 0: the same forever once the call is settled. While it goes on, turns may come before it or
   * leave.
   */
  readonly index: Scalars['Int']['output'];
  /** Its number, as Butter gave it; on Burki counted from 1. */
  readonly number?: Maybe<Scalars['Int']['output']>;
  /** When it began, in seconds from the call's beginning: on a derived turn, where the first of its entries begins. */
  readonly startOffset?: Maybe<Scalars['Float']['output']>;
  /**
   * Utterances of the turn: the entries of `Call.transcript` whose `turn` it is, in that order. Costs what `Call.transcript` costs.
   * Null when the source does not say: where its `number` is null or another turn has it too, and where no entry names it while a
   * final one has no turn.
   */
  readonly transcript?: Maybe<ReadonlyArray<TranscriptEntry>>;
};

/** Something that happened in a turn, as Butter recorded it. */
export type TurnEvent = {
  readonly __typename?: 'TurnEvent';
  /**
   * The entry of the same turn with the same words. Where words repeat in a turn, each entry is of one event: of that at the same
   * offset, else of the nearest. Null when there is none. Costs what `Call.transcript` costs.
   */
  readonly entry?: Maybe<TranscriptEntry>;
  /**
   * Its place in `Turn.events`, from 0: the same forever once the call is settled. While it goes on, events may come before it or
   * leave.
   */
  readonly index: Scalars['Int']['output'];
  /** Kind of the event, as far as this gateway knows the word; `type` has Butter's own. */
  readonly kind: TurnEventKind;
  /** The language model's figures for this event. Null when it has none. */
  readonly llm?: Maybe<TurnEventLlm>;
  /** Further facts as one object, unchanged as Butter sent it; `llm`, `tts`, `stt` and `tool` are parts of it. */
  readonly metadata?: Maybe<Scalars['JSON']['output']>;
  /** When, in seconds from the call's beginning. */
  readonly offset?: Maybe<Scalars['Float']['output']>;
  /**
   * The part `metadata.stt`, as Butter sent it: its page speaks of "STT metadata", and shows neither key nor form. Null when
   * there is none.
   */
  readonly stt?: Maybe<Scalars['JSON']['output']>;
  /** Words that were said. Null where none were. */
  readonly text?: Maybe<Scalars['String']['output']>;
  /**
   * The part `metadata.tool`, as Butter sent it: its page speaks of "tool calls", and shows neither key nor form. Null when
   * there is none.
   */
  readonly tool?: Maybe<Scalars['JSON']['output']>;
  /**
   * The part `metadata.tts`, as Butter sent it: its page speaks of "TTS metadata", and shows neither key nor form. Null when
   * there is none.
   */
  readonly tts?: Maybe<Scalars['JSON']['output']>;
  /** Kind of the event, in Butter's words: an open set, such as `assistant_response`. */
  readonly type?: Maybe<Scalars['String']['output']>;
};

/** Kind of an event in a turn. */
export type TurnEventKind =
  /** The agent said something: `assistant_response`, the one word that Butter documents. */
  | 'AGENT_SPEECH'
  /** The customer said something: a word that begins with `user_` or `customer_`. */
  | 'CUSTOMER_SPEECH'
  /** Any other word, or none: see `TurnEvent.type`. */
  | 'OTHER'
  /** The agent called a tool: a word that begins with `tool`. */
  | 'TOOL_CALL';

/** The language model's figures for one event, as Butter documents them. */
export type TurnEventLlm = {
  readonly __typename?: 'TurnEventLlm';
  /** How long its first byte took to come, in seconds: `metadata.llm.ttfb`. */
  readonly timeToFirstByte?: Maybe<Scalars['Float']['output']>;
  /** How many tokens it read and wrote: `metadata.llm.total_tokens`. */
  readonly totalTokens?: Maybe<Scalars['Int']['output']>;
};

/**
 * The software that speaks on a call: Butter calls it an agent, Burki an assistant. Reached through a call or a list, its `id`,
 * `source`, `agentId` and `name` cost no request; any other field costs one for each agent, but none for those of Burki in
 * `voiceAgents`, and is null if the agent is gone. Both APIs give every field unless it says otherwise. Prompts and keys of the
 * platforms are not among them.
 */
export type VoiceAgent = Node & {
  readonly __typename?: 'VoiceAgent';
  /** Whether it is in service. Burki only. */
  readonly active?: Maybe<Scalars['Boolean']['output']>;
  /** The key its platform uses: a string of at most 256 characters on Butter, an integer on Burki. */
  readonly agentId: Scalars['String']['output'];
  /**
   * Its calls, newest first: `Query.calls` with this agent in the filter. Null, with an error, only when its source was asked and
   * failed. Costs what that list costs, for each agent; the index answers without a request. Not within another list of calls.
   */
  readonly calls?: Maybe<CallConnection>;
  /** When it was made. */
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Description by its makers. Burki only. */
  readonly description?: Maybe<Scalars['String']['output']>;
  /** Opaque and the same forever. */
  readonly id: Scalars['ID']['output'];
  /** The language it listens for, as the platform spells it, such as `en-US`. */
  readonly language?: Maybe<Scalars['String']['output']>;
  /** Its name: through a call, the one it had then; by `id` and in `voiceAgents`, the one it has now. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** Whether its calls are to be recorded. */
  readonly recordingEnabled?: Maybe<Scalars['Boolean']['output']>;
  /** How it thinks, speaks and listens now; `Call.agentSettings` has what was used during a call. Null where nothing is given. */
  readonly settings?: Maybe<VoiceAgentSettings>;
  /** Which API holds it. */
  readonly source: CallSource;
  /** When it was last changed. */
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};


/**
 * The software that speaks on a call: Butter calls it an agent, Burki an assistant. Reached through a call or a list, its `id`,
 * `source`, `agentId` and `name` cost no request; any other field costs one for each agent, but none for those of Burki in
 * `voiceAgents`, and is null if the agent is gone. Both APIs give every field unless it says otherwise. Prompts and keys of the
 * platforms are not among them.
 */
export type VoiceAgentCallsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CallFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<CallOrder>;
};

/** One page of the list of agents, by the Relay cursor connections specification. */
export type VoiceAgentConnection = {
  readonly __typename?: 'VoiceAgentConnection';
  /**
   * Coverage of each source by this list, with the reason for a gap: `scanned` counts its agents. One entry for every source, also
   * for those not asked.
   */
  readonly coverage: ReadonlyArray<CallSourceCoverage>;
  /** The agents of this page, by name. */
  readonly edges: ReadonlyArray<VoiceAgentEdge>;
  /** The agents of `edges`, without their cursors. */
  readonly nodes: ReadonlyArray<VoiceAgent>;
  /** Whether and where the list goes on. */
  readonly pageInfo: PageInfo;
  /**
   * How many agents match in all; 0 where an empty list in the filter matches none. Null unless a source was asked and all that
   * were could be read to their end.
   */
  readonly totalCount?: Maybe<Scalars['Int']['output']>;
};

/** An agent at its place in the list. */
export type VoiceAgentEdge = {
  readonly __typename?: 'VoiceAgentEdge';
  /** Marks the place after this agent: give it as `after` to go on from there. */
  readonly cursor: Scalars['String']['output'];
  /** The agent. */
  readonly node: VoiceAgent;
};

/**
 * Which agents to list: those that satisfy every field given. A field that is left out or null matches every agent; an empty list
 * matches none.
 */
export type VoiceAgentFilter = {
  /** Agents that are in service, or are not. Leaves out Butter, which does not say. */
  readonly active?: InputMaybe<Scalars['Boolean']['input']>;
  /** Agents whose name has these letters, whatever their case, at most 256. An empty string matches every agent. */
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** Agents of these sources. */
  readonly sources?: InputMaybe<ReadonlyArray<CallSource>>;
};

/** The language model of an agent. */
export type VoiceAgentLlm = {
  readonly __typename?: 'VoiceAgentLlm';
  /** Its name, as the provider spells it. */
  readonly model?: Maybe<Scalars['String']['output']>;
  /** The provider that runs it, such as `openai`. */
  readonly provider?: Maybe<Scalars['String']['output']>;
  /** How freely it chooses its words: 0 is the least. */
  readonly temperature?: Maybe<Scalars['Float']['output']>;
};

/** How an agent thinks, speaks and listens. A group is null where none of its fields is given. */
export type VoiceAgentSettings = {
  readonly __typename?: 'VoiceAgentSettings';
  /** Its language model. */
  readonly llm?: Maybe<VoiceAgentLlm>;
  /** Whether it speaks before the other party does. Butter only. */
  readonly speaksFirst?: Maybe<Scalars['Boolean']['output']>;
  /** Its speech recognition. */
  readonly stt?: Maybe<VoiceAgentStt>;
  /** Its speech synthesis. */
  readonly tts?: Maybe<VoiceAgentTts>;
};

/** The speech recognition of an agent. */
export type VoiceAgentStt = {
  readonly __typename?: 'VoiceAgentStt';
  /** The language it listens for, as the platform spells it, such as `en-US`. Butter documents it of an agent, but not of a call. */
  readonly language?: Maybe<Scalars['String']['output']>;
  /** Its model. Burki only. */
  readonly model?: Maybe<Scalars['String']['output']>;
  /** The provider that runs it. */
  readonly provider?: Maybe<Scalars['String']['output']>;
};

/** The speech synthesis of an agent. */
export type VoiceAgentTts = {
  readonly __typename?: 'VoiceAgentTts';
  /** Its model. Burki only. */
  readonly model?: Maybe<Scalars['String']['output']>;
  /** The provider that runs it. */
  readonly provider?: Maybe<Scalars['String']['output']>;
  /** Its voice, by the provider's key. Butter documents it of an agent, but not of a call. */
  readonly voice?: Maybe<Scalars['String']['output']>;
};

/** An entity that other subgraphs may refer to. */
export type _Entity = Call | VoiceAgent;

/** This graph as a subgraph. */
export type _Service = {
  readonly __typename?: '_Service';
  /** The schema as a router composes it. */
  readonly sdl: Scalars['String']['output'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;





/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Call: ResolverTypeWrapper<CallModel>;
  CallConnection: ResolverTypeWrapper<CallPageModel>;
  CallCostComponentFigures: ResolverTypeWrapper<CallCostComponentFigures>;
  CallCostFigures: ResolverTypeWrapper<CallCostFiguresModel>;
  CallCostRange: CallCostRange;
  CallCoverageOrigin: CallCoverageOrigin;
  CallCoverageState: CallCoverageState;
  CallDirection: CallDirection;
  CallDistribution: ResolverTypeWrapper<CallDistributionModel>;
  CallDurationRange: CallDurationRange;
  CallEdge: ResolverTypeWrapper<Omit<CallEdge, 'node'> & { node: ResolversTypes['Call'] }>;
  CallErrorCode: CallErrorCode;
  CallErrors: ResolverTypeWrapper<CallErrors>;
  CallFigures: ResolverTypeWrapper<CallFiguresModel>;
  CallFilter: CallFilter;
  CallIndexCoverage: ResolverTypeWrapper<CallIndexCoverageModel>;
  CallIndexInfo: ResolverTypeWrapper<Omit<CallIndexInfo, 'coverage'> & { coverage: ResolversTypes['CallIndexCoverage'] }>;
  CallIndexState: CallIndexState;
  CallLatency: ResolverTypeWrapper<CallLatencyModel>;
  CallLlmUsage: ResolverTypeWrapper<CallLlmUsage>;
  CallMetadataMatch: CallMetadataMatch;
  CallMoney: ResolverTypeWrapper<CallMoney>;
  CallOrder: CallOrder;
  CallOrderField: CallOrderField;
  CallRecording: ResolverTypeWrapper<RecordingOfCall>;
  CallSource: CallSource;
  CallSourceCoverage: ResolverTypeWrapper<Omit<CallSourceCoverage, 'index'> & { index?: Maybe<ResolversTypes['CallIndexCoverage']> }>;
  CallSourceInfo: ResolverTypeWrapper<ConnectedSourceModel>;
  CallSourceMode: CallSourceMode;
  CallSourceQuota: ResolverTypeWrapper<ConnectedSourceModel>;
  CallSourceState: CallSourceState;
  CallStats: ResolverTypeWrapper<CallStatsModel>;
  CallStatsDimension: CallStatsDimension;
  CallStatsGroup: ResolverTypeWrapper<CallStatsGroupModel>;
  CallStatsInterval: CallStatsInterval;
  CallStatsKey: ResolverTypeWrapper<CallStatsKeyModel>;
  CallStatsOrder: CallStatsOrder;
  CallStatsOrderField: CallStatsOrderField;
  CallStatsVerification: ResolverTypeWrapper<CallStatsVerification>;
  CallStatus: CallStatus;
  CallSttUsage: ResolverTypeWrapper<CallSttUsage>;
  CallTimeRange: CallTimeRange;
  CallTransport: CallTransport;
  CallTtsUsage: ResolverTypeWrapper<CallTtsUsage>;
  CallUsage: ResolverTypeWrapper<CallUsageModel>;
  CostBreakdown: ResolverTypeWrapper<CallModel>;
  CostComponent: CostComponent;
  CostItem: ResolverTypeWrapper<CostItemModel>;
  CostLine: ResolverTypeWrapper<CostLine>;
  CostUnit: CostUnit;
  CostUsageUnit: CostUsageUnit;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DateTimeOrDate: ResolverTypeWrapper<Scalars['DateTimeOrDate']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  Node: ResolverTypeWrapper<FoundNode>;
  OrderDirection: OrderDirection;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  TranscriptEntry: ResolverTypeWrapper<EntryOfCall>;
  TranscriptSpeaker: TranscriptSpeaker;
  Turn: ResolverTypeWrapper<TurnOfCall>;
  TurnEvent: ResolverTypeWrapper<EventOfCall>;
  TurnEventKind: TurnEventKind;
  TurnEventLlm: ResolverTypeWrapper<TurnEventLlm>;
  VoiceAgent: ResolverTypeWrapper<AgentModel>;
  VoiceAgentConnection: ResolverTypeWrapper<AgentPageModel>;
  VoiceAgentEdge: ResolverTypeWrapper<Omit<VoiceAgentEdge, 'node'> & { node: ResolversTypes['VoiceAgent'] }>;
  VoiceAgentFilter: VoiceAgentFilter;
  VoiceAgentLlm: ResolverTypeWrapper<VoiceAgentLlm>;
  VoiceAgentSettings: ResolverTypeWrapper<VoiceAgentSettings>;
  VoiceAgentStt: ResolverTypeWrapper<VoiceAgentStt>;
  VoiceAgentTts: ResolverTypeWrapper<VoiceAgentTts>;
  _Any: ResolverTypeWrapper<Scalars['_Any']['output']>;
  _Entity: ResolverTypeWrapper<FoundNode>;
  _Service: ResolverTypeWrapper<_Service>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Boolean: Scalars['Boolean']['output'];
  Call: CallModel;
  CallConnection: CallPageModel;
  CallCostComponentFigures: CallCostComponentFigures;
  CallCostFigures: CallCostFiguresModel;
  CallCostRange: CallCostRange;
  CallDistribution: CallDistributionModel;
  CallDurationRange: CallDurationRange;
  CallEdge: Omit<CallEdge, 'node'> & { node: ResolversParentTypes['Call'] };
  CallErrors: CallErrors;
  CallFigures: CallFiguresModel;
  CallFilter: CallFilter;
  CallIndexCoverage: CallIndexCoverageModel;
  CallIndexInfo: Omit<CallIndexInfo, 'coverage'> & { coverage: ResolversParentTypes['CallIndexCoverage'] };
  CallLatency: CallLatencyModel;
  CallLlmUsage: CallLlmUsage;
  CallMetadataMatch: CallMetadataMatch;
  CallMoney: CallMoney;
  CallOrder: CallOrder;
  CallRecording: RecordingOfCall;
  CallSourceCoverage: Omit<CallSourceCoverage, 'index'> & { index?: Maybe<ResolversParentTypes['CallIndexCoverage']> };
  CallSourceInfo: ConnectedSourceModel;
  CallSourceQuota: ConnectedSourceModel;
  CallStats: CallStatsModel;
  CallStatsGroup: CallStatsGroupModel;
  CallStatsKey: CallStatsKeyModel;
  CallStatsOrder: CallStatsOrder;
  CallStatsVerification: CallStatsVerification;
  CallSttUsage: CallSttUsage;
  CallTimeRange: CallTimeRange;
  CallTtsUsage: CallTtsUsage;
  CallUsage: CallUsageModel;
  CostBreakdown: CallModel;
  CostItem: CostItemModel;
  CostLine: CostLine;
  DateTime: Scalars['DateTime']['output'];
  DateTimeOrDate: Scalars['DateTimeOrDate']['output'];
  Decimal: Scalars['Decimal']['output'];
  Float: Scalars['Float']['output'];
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  JSON: Scalars['JSON']['output'];
  Node: FoundNode;
  PageInfo: PageInfo;
  Query: Record<PropertyKey, never>;
  String: Scalars['String']['output'];
  TranscriptEntry: EntryOfCall;
  Turn: TurnOfCall;
  TurnEvent: EventOfCall;
  TurnEventLlm: TurnEventLlm;
  VoiceAgent: AgentModel;
  VoiceAgentConnection: AgentPageModel;
  VoiceAgentEdge: Omit<VoiceAgentEdge, 'node'> & { node: ResolversParentTypes['VoiceAgent'] };
  VoiceAgentFilter: VoiceAgentFilter;
  VoiceAgentLlm: VoiceAgentLlm;
  VoiceAgentSettings: VoiceAgentSettings;
  VoiceAgentStt: VoiceAgentStt;
  VoiceAgentTts: VoiceAgentTts;
  _Any: Scalars['_Any']['output'];
  _Entity: FoundNode;
  _Service: _Service;
};

export type InaccessibleDirectiveArgs = { };

export type InaccessibleDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = InaccessibleDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type KeyDirectiveArgs = {
  fields: Scalars['String']['input'];
};

export type KeyDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = KeyDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type LinkDirectiveArgs = {
  import?: Maybe<ReadonlyArray<Scalars['String']['input']>>;
  url: Scalars['String']['input'];
};

export type LinkDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = LinkDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type SemanticNonNullDirectiveArgs = {
  levels?: Maybe<ReadonlyArray<Maybe<Scalars['Int']['input']>>>;
};

export type SemanticNonNullDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = SemanticNonNullDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type TagDirectiveArgs = {
  name: Scalars['String']['input'];
};

export type TagDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = TagDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CallResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Call'] = ResolversParentTypes['Call']> = {
  agent?: Resolver<Maybe<ResolversTypes['VoiceAgent']>, ParentType, ContextType>;
  agentConfig?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  agentName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  agentNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  agentSettings?: Resolver<Maybe<ResolversTypes['VoiceAgentSettings']>, ParentType, ContextType>;
  averageTurnDuration?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  billingStatus?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  cost?: Resolver<Maybe<ResolversTypes['CostBreakdown']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  customerNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  databaseId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  direction?: Resolver<Maybe<ResolversTypes['CallDirection']>, ParentType, ContextType>;
  duration?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  endReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  errors?: Resolver<Maybe<ResolversTypes['CallErrors']>, ParentType, ContextType>;
  flowName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fromNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  interruptions?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  isPreview?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  latency?: Resolver<Maybe<ResolversTypes['CallLatency']>, ParentType, ContextType>;
  metadata?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  organizationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rawDirection?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rawStatus?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rawTransport?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recordingEnabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  recordings?: Resolver<Maybe<ReadonlyArray<ResolversTypes['CallRecording']>>, ParentType, ContextType>;
  sid?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['CallSource'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['CallStatus'], ParentType, ContextType>;
  time?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  toNumber?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  traceId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  transcript?: Resolver<Maybe<ReadonlyArray<ResolversTypes['TranscriptEntry']>>, ParentType, ContextType, Partial<CallTranscriptArgs>>;
  transport?: Resolver<Maybe<ResolversTypes['CallTransport']>, ParentType, ContextType>;
  turnCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  turns?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Turn']>>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  usage?: Resolver<Maybe<ResolversTypes['CallUsage']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CallConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallConnection'] = ResolversParentTypes['CallConnection']> = {
  coverage?: Resolver<ReadonlyArray<ResolversTypes['CallSourceCoverage']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['CallEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Call']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CallCostComponentFiguresResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallCostComponentFigures'] = ResolversParentTypes['CallCostComponentFigures']> = {
  component?: Resolver<ResolversTypes['CostComponent'], ParentType, ContextType>;
  known?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
};

export type CallCostFiguresResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallCostFigures'] = ResolversParentTypes['CallCostFigures']> = {
  components?: Resolver<Maybe<ReadonlyArray<ResolversTypes['CallCostComponentFigures']>>, ParentType, ContextType>;
  currency?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  known?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  perCall?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  perMinute?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  unit?: Resolver<ResolversTypes['CostUnit'], ParentType, ContextType>;
};

export type CallDistributionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallDistribution'] = ResolversParentTypes['CallDistribution']> = {
  known?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  max?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  mean?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  min?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  percentile?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType, RequireFields<CallDistributionPercentileArgs, 'at'>>;
  sum?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type CallEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallEdge'] = ResolversParentTypes['CallEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Call'], ParentType, ContextType>;
};

export type CallErrorsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallErrors'] = ResolversParentTypes['CallErrors']> = {
  count?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  details?: Resolver<ReadonlyArray<ResolversTypes['JSON']>, ParentType, ContextType>;
  fatal?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type CallFiguresResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallFigures'] = ResolversParentTypes['CallFigures']> = {
  callCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  completedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  completionRate?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  convertedCost?: Resolver<Maybe<ResolversTypes['CallCostFigures']>, ParentType, ContextType>;
  costs?: Resolver<ReadonlyArray<ResolversTypes['CallCostFigures']>, ParentType, ContextType>;
  duration?: Resolver<ResolversTypes['CallDistribution'], ParentType, ContextType>;
  endedCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  interruptions?: Resolver<ResolversTypes['CallDistribution'], ParentType, ContextType>;
  llmTimeToFirstByte?: Resolver<ResolversTypes['CallDistribution'], ParentType, ContextType>;
  turnCount?: Resolver<ResolversTypes['CallDistribution'], ParentType, ContextType>;
};

export type CallIndexCoverageResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallIndexCoverage'] = ResolversParentTypes['CallIndexCoverage']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  callCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  completeBackTo?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  conversationCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  conversationsBackTo?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  provenAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  reachedBackTo?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CallIndexState'], ParentType, ContextType>;
};

export type CallIndexInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallIndexInfo'] = ResolversParentTypes['CallIndexInfo']> = {
  coverage?: Resolver<ResolversTypes['CallIndexCoverage'], ParentType, ContextType>;
  remaining?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  requestsPerSecond?: Resolver<ResolversTypes['Float'], ParentType, ContextType>;
};

export type CallLatencyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallLatency'] = ResolversParentTypes['CallLatency']> = {
  llmTimeToFirstByte?: Resolver<ResolversTypes['CallDistribution'], ParentType, ContextType>;
};

export type CallLlmUsageResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallLlmUsage'] = ResolversParentTypes['CallLlmUsage']> = {
  inputTokens?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  outputTokens?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  totalTokens?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CallMoneyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallMoney'] = ResolversParentTypes['CallMoney']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  currency?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type CallRecordingResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallRecording'] = ResolversParentTypes['CallRecording']> = {
  call?: Resolver<ResolversTypes['Call'], ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  databaseId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  duration?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  filePath?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  format?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  origin?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  sid?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  uri?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  url?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CallSourceCoverageResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallSourceCoverage'] = ResolversParentTypes['CallSourceCoverage']> = {
  asOf?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  code?: Resolver<Maybe<ResolversTypes['CallErrorCode']>, ParentType, ContextType>;
  index?: Resolver<Maybe<ResolversTypes['CallIndexCoverage']>, ParentType, ContextType>;
  origin?: Resolver<Maybe<ResolversTypes['CallCoverageOrigin']>, ParentType, ContextType>;
  reachedBackTo?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  scanned?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['CallSource'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CallCoverageState'], ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CallSourceInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallSourceInfo'] = ResolversParentTypes['CallSourceInfo']> = {
  driftCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  index?: Resolver<Maybe<ResolversTypes['CallIndexInfo']>, ParentType, ContextType>;
  mode?: Resolver<ResolversTypes['CallSourceMode'], ParentType, ContextType>;
  quota?: Resolver<ResolversTypes['CallSourceQuota'], ParentType, ContextType>;
  responseTime?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['CallSource'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['CallSourceState'], ParentType, ContextType>;
};

export type CallSourceQuotaResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallSourceQuota'] = ResolversParentTypes['CallSourceQuota']> = {
  requestsPerSecond?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  waiting?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type CallStatsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallStats'] = ResolversParentTypes['CallStats']> = {
  coverage?: Resolver<ReadonlyArray<ResolversTypes['CallSourceCoverage']>, ParentType, ContextType>;
  groupCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  groups?: Resolver<ReadonlyArray<ResolversTypes['CallStatsGroup']>, ParentType, ContextType>;
  total?: Resolver<ResolversTypes['CallFigures'], ParentType, ContextType>;
  verification?: Resolver<ReadonlyArray<ResolversTypes['CallStatsVerification']>, ParentType, ContextType>;
};

export type CallStatsGroupResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallStatsGroup'] = ResolversParentTypes['CallStatsGroup']> = {
  figures?: Resolver<ResolversTypes['CallFigures'], ParentType, ContextType>;
  key?: Resolver<ResolversTypes['CallStatsKey'], ParentType, ContextType>;
};

export type CallStatsKeyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallStatsKey'] = ResolversParentTypes['CallStatsKey']> = {
  agent?: Resolver<Maybe<ResolversTypes['VoiceAgent']>, ParentType, ContextType>;
  dayOfWeek?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  direction?: Resolver<Maybe<ResolversTypes['CallDirection']>, ParentType, ContextType>;
  endReason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  flowName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hourOfDay?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  intervalEnd?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  intervalStart?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['CallSource']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['CallStatus']>, ParentType, ContextType>;
};

export type CallStatsVerificationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallStatsVerification'] = ResolversParentTypes['CallStatsVerification']> = {
  asOf?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  callCount?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  source?: Resolver<ResolversTypes['CallSource'], ParentType, ContextType>;
  sourceCallCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CallSttUsageResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallSttUsage'] = ResolversParentTypes['CallSttUsage']> = {
  audioSeconds?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type CallTtsUsageResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallTtsUsage'] = ResolversParentTypes['CallTtsUsage']> = {
  characters?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CallUsageResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallUsage'] = ResolversParentTypes['CallUsage']> = {
  llm?: Resolver<Maybe<ResolversTypes['CallLlmUsage']>, ParentType, ContextType>;
  stt?: Resolver<Maybe<ResolversTypes['CallSttUsage']>, ParentType, ContextType>;
  tts?: Resolver<Maybe<ResolversTypes['CallTtsUsage']>, ParentType, ContextType>;
};

export type CostBreakdownResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CostBreakdown'] = ResolversParentTypes['CostBreakdown']> = {
  converted?: Resolver<Maybe<ResolversTypes['CallMoney']>, ParentType, ContextType>;
  currency?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lines?: Resolver<Maybe<ReadonlyArray<ResolversTypes['CostItem']>>, ParentType, ContextType>;
  llm?: Resolver<Maybe<ResolversTypes['CostLine']>, ParentType, ContextType>;
  llmInput?: Resolver<Maybe<ResolversTypes['CostLine']>, ParentType, ContextType>;
  llmOutput?: Resolver<Maybe<ResolversTypes['CostLine']>, ParentType, ContextType>;
  stt?: Resolver<Maybe<ResolversTypes['CostLine']>, ParentType, ContextType>;
  telephony?: Resolver<Maybe<ResolversTypes['CostLine']>, ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  tts?: Resolver<Maybe<ResolversTypes['CostLine']>, ParentType, ContextType>;
  unattributed?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  unit?: Resolver<Maybe<ResolversTypes['CostUnit']>, ParentType, ContextType>;
};

export type CostItemResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CostItem'] = ResolversParentTypes['CostItem']> = {
  amount?: Resolver<ResolversTypes['Decimal'], ParentType, ContextType>;
  component?: Resolver<ResolversTypes['CostComponent'], ParentType, ContextType>;
  converted?: Resolver<Maybe<ResolversTypes['CallMoney']>, ParentType, ContextType>;
  parts?: Resolver<ReadonlyArray<ResolversTypes['CostItem']>, ParentType, ContextType>;
  unit?: Resolver<Maybe<ResolversTypes['CostUsageUnit']>, ParentType, ContextType>;
  units?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type CostLineResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CostLine'] = ResolversParentTypes['CostLine']> = {
  amount?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  unit?: Resolver<Maybe<ResolversTypes['CostUsageUnit']>, ParentType, ContextType>;
  units?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DateTimeOrDateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTimeOrDate'], any> {
  name: 'DateTimeOrDate';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type NodeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Call' | 'VoiceAgent', ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  _entities?: Resolver<ReadonlyArray<Maybe<ResolversTypes['_Entity']>>, ParentType, ContextType, RequireFields<Query_EntitiesArgs, 'representations'>>;
  _service?: Resolver<ResolversTypes['_Service'], ParentType, ContextType>;
  call?: Resolver<Maybe<ResolversTypes['Call']>, ParentType, ContextType, RequireFields<QueryCallArgs, 'id'>>;
  callByDatabaseId?: Resolver<Maybe<ResolversTypes['Call']>, ParentType, ContextType, RequireFields<QueryCallByDatabaseIdArgs, 'databaseId'>>;
  callBySid?: Resolver<Maybe<ResolversTypes['Call']>, ParentType, ContextType, RequireFields<QueryCallBySidArgs, 'sid'>>;
  callSources?: Resolver<ReadonlyArray<ResolversTypes['CallSourceInfo']>, ParentType, ContextType>;
  callStats?: Resolver<Maybe<ResolversTypes['CallStats']>, ParentType, ContextType, RequireFields<QueryCallStatsArgs, 'first' | 'timeZone'>>;
  calls?: Resolver<Maybe<ResolversTypes['CallConnection']>, ParentType, ContextType, RequireFields<QueryCallsArgs, 'first'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  voiceAgent?: Resolver<Maybe<ResolversTypes['VoiceAgent']>, ParentType, ContextType, RequireFields<QueryVoiceAgentArgs, 'id'>>;
  voiceAgents?: Resolver<Maybe<ResolversTypes['VoiceAgentConnection']>, ParentType, ContextType, RequireFields<QueryVoiceAgentsArgs, 'first'>>;
};

export type TranscriptEntryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TranscriptEntry'] = ResolversParentTypes['TranscriptEntry']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  call?: Resolver<ResolversTypes['Call'], ParentType, ContextType>;
  confidence?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  databaseId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  endOffset?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  isFinal?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  rawSpeaker?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  speaker?: Resolver<Maybe<ResolversTypes['TranscriptSpeaker']>, ParentType, ContextType>;
  startOffset?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  sttTimestamps?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  turn?: Resolver<Maybe<ResolversTypes['Turn']>, ParentType, ContextType>;
  turnNumber?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type TurnResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Turn'] = ResolversParentTypes['Turn']> = {
  call?: Resolver<ResolversTypes['Call'], ParentType, ContextType>;
  derived?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  duration?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  endOffset?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  events?: Resolver<Maybe<ReadonlyArray<ResolversTypes['TurnEvent']>>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  startOffset?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  transcript?: Resolver<Maybe<ReadonlyArray<ResolversTypes['TranscriptEntry']>>, ParentType, ContextType>;
};

export type TurnEventResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TurnEvent'] = ResolversParentTypes['TurnEvent']> = {
  entry?: Resolver<Maybe<ResolversTypes['TranscriptEntry']>, ParentType, ContextType>;
  index?: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['TurnEventKind'], ParentType, ContextType>;
  llm?: Resolver<Maybe<ResolversTypes['TurnEventLlm']>, ParentType, ContextType>;
  metadata?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  offset?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  stt?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tool?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  tts?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TurnEventLlmResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TurnEventLlm'] = ResolversParentTypes['TurnEventLlm']> = {
  timeToFirstByte?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  totalTokens?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type VoiceAgentResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['VoiceAgent'] = ResolversParentTypes['VoiceAgent']> = {
  active?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  agentId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  calls?: Resolver<Maybe<ResolversTypes['CallConnection']>, ParentType, ContextType, RequireFields<VoiceAgentCallsArgs, 'first'>>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  language?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recordingEnabled?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  settings?: Resolver<Maybe<ResolversTypes['VoiceAgentSettings']>, ParentType, ContextType>;
  source?: Resolver<ResolversTypes['CallSource'], ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type VoiceAgentConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['VoiceAgentConnection'] = ResolversParentTypes['VoiceAgentConnection']> = {
  coverage?: Resolver<ReadonlyArray<ResolversTypes['CallSourceCoverage']>, ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<ResolversTypes['VoiceAgentEdge']>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['VoiceAgent']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type VoiceAgentEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['VoiceAgentEdge'] = ResolversParentTypes['VoiceAgentEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['VoiceAgent'], ParentType, ContextType>;
};

export type VoiceAgentLlmResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['VoiceAgentLlm'] = ResolversParentTypes['VoiceAgentLlm']> = {
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  provider?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  temperature?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type VoiceAgentSettingsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['VoiceAgentSettings'] = ResolversParentTypes['VoiceAgentSettings']> = {
  llm?: Resolver<Maybe<ResolversTypes['VoiceAgentLlm']>, ParentType, ContextType>;
  speaksFirst?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  stt?: Resolver<Maybe<ResolversTypes['VoiceAgentStt']>, ParentType, ContextType>;
  tts?: Resolver<Maybe<ResolversTypes['VoiceAgentTts']>, ParentType, ContextType>;
};

export type VoiceAgentSttResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['VoiceAgentStt'] = ResolversParentTypes['VoiceAgentStt']> = {
  language?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  provider?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type VoiceAgentTtsResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['VoiceAgentTts'] = ResolversParentTypes['VoiceAgentTts']> = {
  model?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  provider?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  voice?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface _AnyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['_Any'], any> {
  name: '_Any';
}

export type _EntityResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['_Entity'] = ResolversParentTypes['_Entity']> = {
  __resolveType: TypeResolveFn<'Call' | 'VoiceAgent', ParentType, ContextType>;
};

export type _ServiceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['_Service'] = ResolversParentTypes['_Service']> = {
  sdl?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  Call?: CallResolvers<ContextType>;
  CallConnection?: CallConnectionResolvers<ContextType>;
  CallCostComponentFigures?: CallCostComponentFiguresResolvers<ContextType>;
  CallCostFigures?: CallCostFiguresResolvers<ContextType>;
  CallDistribution?: CallDistributionResolvers<ContextType>;
  CallEdge?: CallEdgeResolvers<ContextType>;
  CallErrors?: CallErrorsResolvers<ContextType>;
  CallFigures?: CallFiguresResolvers<ContextType>;
  CallIndexCoverage?: CallIndexCoverageResolvers<ContextType>;
  CallIndexInfo?: CallIndexInfoResolvers<ContextType>;
  CallLatency?: CallLatencyResolvers<ContextType>;
  CallLlmUsage?: CallLlmUsageResolvers<ContextType>;
  CallMoney?: CallMoneyResolvers<ContextType>;
  CallRecording?: CallRecordingResolvers<ContextType>;
  CallSourceCoverage?: CallSourceCoverageResolvers<ContextType>;
  CallSourceInfo?: CallSourceInfoResolvers<ContextType>;
  CallSourceQuota?: CallSourceQuotaResolvers<ContextType>;
  CallStats?: CallStatsResolvers<ContextType>;
  CallStatsGroup?: CallStatsGroupResolvers<ContextType>;
  CallStatsKey?: CallStatsKeyResolvers<ContextType>;
  CallStatsVerification?: CallStatsVerificationResolvers<ContextType>;
  CallSttUsage?: CallSttUsageResolvers<ContextType>;
  CallTtsUsage?: CallTtsUsageResolvers<ContextType>;
  CallUsage?: CallUsageResolvers<ContextType>;
  CostBreakdown?: CostBreakdownResolvers<ContextType>;
  CostItem?: CostItemResolvers<ContextType>;
  CostLine?: CostLineResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DateTimeOrDate?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  JSON?: GraphQLScalarType;
  Node?: NodeResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  TranscriptEntry?: TranscriptEntryResolvers<ContextType>;
  Turn?: TurnResolvers<ContextType>;
  TurnEvent?: TurnEventResolvers<ContextType>;
  TurnEventLlm?: TurnEventLlmResolvers<ContextType>;
  VoiceAgent?: VoiceAgentResolvers<ContextType>;
  VoiceAgentConnection?: VoiceAgentConnectionResolvers<ContextType>;
  VoiceAgentEdge?: VoiceAgentEdgeResolvers<ContextType>;
  VoiceAgentLlm?: VoiceAgentLlmResolvers<ContextType>;
  VoiceAgentSettings?: VoiceAgentSettingsResolvers<ContextType>;
  VoiceAgentStt?: VoiceAgentSttResolvers<ContextType>;
  VoiceAgentTts?: VoiceAgentTtsResolvers<ContextType>;
  _Any?: GraphQLScalarType;
  _Entity?: _EntityResolvers<ContextType>;
  _Service?: _ServiceResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = RequestContext> = {
  inaccessible?: InaccessibleDirectiveResolver<any, any, ContextType>;
  key?: KeyDirectiveResolver<any, any, ContextType>;
  link?: LinkDirectiveResolver<any, any, ContextType>;
  semanticNonNull?: SemanticNonNullDirectiveResolver<any, any, ContextType>;
  shareable?: ShareableDirectiveResolver<any, any, ContextType>;
  tag?: TagDirectiveResolver<any, any, ContextType>;
};
