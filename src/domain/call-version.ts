import { type Call, type CallDetail, hasConversation } from './call.ts';
import type { CallCost, CostLine, CostLines } from './cost.ts';
import { isSameDecimal } from './decimal.ts';
import { isSameSecond, microsecondsOf } from './instant.ts';

/**
 * Tells whether two list rows show the same version of a call. Values count, not spellings: times to the second,
 * numbers as decimals.
 */
export const isSameRow = (a: Call, b: Call): boolean =>
  a === b ||
  (isSameSecond(a.updatedAt, b.updatedAt) &&
    a.billingStatus === b.billingStatus &&
    a.endReason === b.endReason &&
    isSameInBoth(a, b));

/** Tells whether a detail and a row may show the same version, by the fields that both have. */
export const agrees = (detail: Call, row: Call): boolean =>
  (detail.endReason === null || row.endReason === null || detail.endReason === row.endReason) &&
  isSameInBoth(detail, row);

/**
 * Tells whether two details may show the same version. Conversations do not count, because they only change along with
 * the figures.
 */
export const isSameCall = (a: Call, b: Call): boolean =>
  a === b || (agrees(a, b) && isSameDetail(a.detail, b.detail));

const isSameInBoth = (a: Call, b: Call): boolean =>
  isSameState(a, b) && isSameTimes(a, b) && isSameParties(a, b) && isSameRest(a, b);

const isSameState = (a: Call, b: Call): boolean =>
  a.status === b.status &&
  (a.status !== 'UNKNOWN' || a.rawStatus === b.rawStatus) &&
  a.duration === b.duration &&
  a.turnCount === b.turnCount &&
  isSameDecimal(a.cost.total, b.cost.total) &&
  a.cost.currency === b.cost.currency &&
  a.cost.unit === b.cost.unit;

const isSameTimes = (a: Call, b: Call): boolean =>
  isSameSecond(a.startedAt, b.startedAt) &&
  isSameSecond(a.endedAt, b.endedAt) &&
  isSameSecond(a.createdAt, b.createdAt);

const isSameParties = (a: Call, b: Call): boolean =>
  a.direction === b.direction &&
  (isMasked(a, b) || isSameNumbers(a, b)) &&
  a.agentName === b.agentName &&
  a.agent?.agentId === b.agent?.agentId;

const isSameNumbers = (a: Call, b: Call): boolean =>
  a.customerNumber === b.customerNumber &&
  a.agentNumber === b.agentNumber &&
  a.fromNumber === b.fromNumber &&
  a.toNumber === b.toNumber;

/** Whether a row lacks numbers and metadata, so that these are not compared. */
const isMasked = (a: Call, b: Call): boolean => (a.isMasked ?? b.isMasked) === true;

const isSameRest = (a: Call, b: Call): boolean =>
  a.sid === b.sid &&
  a.recordingEnabled === b.recordingEnabled &&
  a.flowName === b.flowName &&
  a.organizationId === b.organizationId &&
  (isMasked(a, b) || isSameJson(a.metadata, b.metadata));

/**
 * Tells whether two rows are equal in every field. Conversations count as different, because a long one takes too long to
 * compare. Explicit fields, because a list compares each of its rows.
 */
export const isEqualRow = (a: Call, b: Call): boolean =>
  a === b ||
  (isSameState(a, b) &&
    isSameParties(a, b) &&
    isSameRest(a, b) &&
    isEqualSpelling(a, b) &&
    isEqualCost(a.cost, b.cost) &&
    a.billingStatus === b.billingStatus &&
    a.endReason === b.endReason &&
    a.agent?.source === b.agent?.source &&
    a.agent?.name === b.agent?.name &&
    isEqualDetail(a.detail, b.detail));

const isEqualSpelling = (a: Call, b: Call): boolean =>
  a.source === b.source &&
  a.databaseId === b.databaseId &&
  a.rawStatus === b.rawStatus &&
  a.rawDirection === b.rawDirection &&
  a.startedAt === b.startedAt &&
  a.endedAt === b.endedAt &&
  a.createdAt === b.createdAt &&
  a.updatedAt === b.updatedAt;

const isEqualCost = (a: CallCost, b: CallCost): boolean =>
  a === b || (a.unit === b.unit && a.currency === b.currency && a.total === b.total);

const isEqualDetail = (a: CallDetail | null, b: CallDetail | null): boolean =>
  a === b ||
  (a !== null &&
    b !== null &&
    !hasConversation(a) &&
    !hasConversation(b) &&
    a.transport === b.transport &&
    a.rawTransport === b.rawTransport &&
    a.traceId === b.traceId &&
    a.interruptions === b.interruptions &&
    a.averageTurnDuration === b.averageTurnDuration &&
    a.row === b.row &&
    isEqualLines(a.costLines, b.costLines) &&
    isSameJson(a.agentConfig, b.agentConfig) &&
    isSameJson(a.usage, b.usage) &&
    isSameJson(a.errors, b.errors));

const isEqualLines = (a: CostLines, b: CostLines): boolean =>
  isEqualLine(a.llm, b.llm) &&
  isEqualLine(a.llmInput, b.llmInput) &&
  isEqualLine(a.llmOutput, b.llmOutput) &&
  isEqualLine(a.tts, b.tts) &&
  isEqualLine(a.stt, b.stt) &&
  isEqualLine(a.telephony, b.telephony);

const isEqualLine = (a: CostLine | null, b: CostLine | null): boolean =>
  a === b || (a !== null && b !== null && a.amount === b.amount && a.units === b.units && a.unit === b.unit);

function isSameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  let names = 0;
  for (const name in a) {
    if (!Object.hasOwn(b, name) || !isSameJson(a[name], b[name])) return false;
    names += 1;
  }
  return names === Object.keys(b).length;
}

const isContainer = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isSameDetail = (a: CallDetail | null, b: CallDetail | null): boolean =>
  a === b || (a !== null && b !== null && isSameLines(a.costLines, b.costLines));

const isSameLines = (a: CostLines, b: CostLines): boolean =>
  isSameLine(a.llm, b.llm) &&
  isSameLine(a.llmInput, b.llmInput) &&
  isSameLine(a.llmOutput, b.llmOutput) &&
  isSameLine(a.tts, b.tts) &&
  isSameLine(a.stt, b.stt) &&
  isSameLine(a.telephony, b.telephony);

const isSameLine = (a: CostLine | null, b: CostLine | null): boolean =>
  isSameDecimal(a?.amount ?? null, b?.amount ?? null);

/** Tells whether `updatedAt` shows that a row is older than another. */
export const isOlder = (row: Call, other: Call): boolean =>
  row.updatedAt !== null &&
  other.updatedAt !== null &&
  microsecondsOf(row.updatedAt) < microsecondsOf(other.updatedAt);

/** Adds a call's list row to its detail, and the fields that only rows have. */
export const withRow = (call: Call, row: Call): Call => ({
  ...call,
  updatedAt: call.updatedAt ?? row.updatedAt,
  endReason: call.endReason ?? row.endReason,
  billingStatus: call.billingStatus ?? row.billingStatus,
  detail: call.detail && { ...call.detail, row },
});

export const withoutDetail = (call: Call): Call => ({ ...call, detail: null });

/** Short fingerprint of a call's version, which differs between most versions. */
export const versionOf = ({ updatedAt, status, endedAt, duration, turnCount, cost }: Call): string =>
  `${updatedAt} ${status} ${endedAt} ${duration} ${turnCount} ${cost.total}`;
