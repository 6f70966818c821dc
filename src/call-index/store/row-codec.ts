import { type Call, type CallDetail, type JsonObject, nativeKeyOf } from '../../domain/call.ts';
import type { CallCost } from '../../domain/cost.ts';
import { creditsCode } from '../../domain/cost-conversion.ts';
import type { Decimal } from '../../domain/decimal.ts';
import type { CallDirection, CallStatus } from '../../domain/enums.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { AgentReference } from '../../domain/voice-agent.ts';
import type { ColumnValues } from '../columns/column-values.ts';
import { type PackedDetail, packDetail, unpackDetail } from './detail-codec.ts';
import { at, type LoadedValues, type RowValues } from './row-values.ts';
import { decodeText, decodeTextOrNull, encodeText } from './text-codec.ts';

/** Fields without a column of their own, as JSON without names. */
type Extra = readonly [
  rawStatus: string | null,
  rawDirection: string | null,
  updatedAt: string | null,
  agentNumber: string | null,
  fromNumber: string | null,
  toNumber: string | null,
  billingStatus: string | null,
  organizationId: string | null,
  detail: PackedDetail | null,
  /** The reference to the agent, if it differs from the one that the columns give. */
  otherAgent: AgentReference | null,
];

/** Places in the extra fields. */
const inExtra = {
  rawStatus: 0,
  rawDirection: 1,
  updatedAt: 2,
  agentNumber: 3,
  fromNumber: 4,
  toNumber: 5,
  billingStatus: 6,
  organizationId: 7,
  detail: 8,
  otherAgent: 9,
} as const;

/** Encodes a list row. A conversation is no part of it. */
export const encodeRow = (call: Call): RowValues => [
  encodeText(nativeKeyOf(call)),
  call.status,
  call.direction,
  call.recordingEnabled === null ? null : Number(call.recordingEnabled),
  call.startedAt,
  call.createdAt,
  call.endedAt,
  call.duration,
  call.turnCount,
  call.cost.total === null ? null : JSON.stringify(call.cost.total),
  call.cost.unit === 'CREDITS' ? creditsCode : call.cost.currency,
  encodeText(call.agent?.agentId ?? null),
  encodeText(call.agentName),
  encodeText(call.endReason),
  encodeText(call.flowName),
  encodeText(call.customerNumber),
  call.databaseId === null ? null : encodeText(call.sid),
  call.metadata && JSON.stringify(call.metadata),
  JSON.stringify(extraOf(call)),
];

const extraOf = (call: Call): Extra => [
  call.rawStatus,
  call.rawDirection,
  call.updatedAt,
  call.agentNumber,
  call.fromNumber,
  call.toNumber,
  call.billingStatus,
  call.organizationId,
  call.detail && packDetail(call.detail),
  call.agent?.source === call.source && call.agent.name === call.agentName ? null : call.agent,
];

/** Explicit fields instead of a spread (@v8 1). */
export function decodeRow(source: SourceName, values: RowValues): Call {
  const key = decodeText(values[at.key]);
  const sid = values[at.sid];
  const metadata = values[at.metadata];
  const extra = JSON.parse(values[at.extra]) as Extra;
  return {
    source,
    sid: sid === null ? key : decodeText(sid),
    databaseId: sid === null ? null : key,
    status: values[at.status] as CallStatus,
    rawStatus: extra[inExtra.rawStatus],
    direction: values[at.direction] as CallDirection | null,
    rawDirection: extra[inExtra.rawDirection],
    startedAt: values[at.startedAt],
    endedAt: values[at.endedAt],
    createdAt: values[at.createdAt],
    updatedAt: extra[inExtra.updatedAt],
    duration: values[at.duration],
    agentName: decodeTextOrNull(values[at.agentName]),
    agent: extra[inExtra.otherAgent] ?? decodeAgent(source, values),
    customerNumber: decodeTextOrNull(values[at.customerNumber]),
    agentNumber: extra[inExtra.agentNumber],
    fromNumber: extra[inExtra.fromNumber],
    toNumber: extra[inExtra.toNumber],
    endReason: decodeTextOrNull(values[at.endReason]),
    cost: decodeCost(values),
    turnCount: values[at.turnCount],
    recordingEnabled: decodeFlag(values[at.recordingEnabled]),
    flowName: decodeTextOrNull(values[at.flowName]),
    metadata: metadata === null ? null : decodeMetadata(metadata),
    billingStatus: extra[inExtra.billingStatus],
    organizationId: extra[inExtra.organizationId],
    detail: decodeDetail(extra[inExtra.detail]),
  };
}

export const decodeMetadata = (json: string): JsonObject => JSON.parse(json) as JsonObject;

/** Decodes the part of a row that the columns in memory hold. */
export const decodeColumnValues = (
  source: SourceName,
  values: LoadedValues,
  hasMetadata: boolean,
): ColumnValues => ({
  source,
  status: values[at.status] as CallStatus,
  direction: values[at.direction] as CallDirection | null,
  recordingEnabled: decodeFlag(values[at.recordingEnabled]),
  startedAt: values[at.startedAt],
  createdAt: values[at.createdAt],
  endedAt: values[at.endedAt],
  duration: values[at.duration],
  turnCount: values[at.turnCount],
  cost: decodeCost(values),
  agent: decodeAgent(source, values),
  agentName: decodeTextOrNull(values[at.agentName]),
  endReason: decodeTextOrNull(values[at.endReason]),
  flowName: decodeTextOrNull(values[at.flowName]),
  customerNumber: decodeTextOrNull(values[at.customerNumber]),
  key: decodeText(values[at.key]),
  hasMetadata,
});

type Values = LoadedValues | RowValues;

const decodeDetail = (packed: PackedDetail | null): CallDetail | null => packed && unpackDetail(packed);

const decodeFlag = (flag: number | null): boolean | null => (flag === null ? null : flag === 1);

function decodeAgent(source: SourceName, values: Values): AgentReference | null {
  const agentId = values[at.agentId];
  if (agentId === null) return null;
  return { source, agentId: decodeText(agentId), name: decodeTextOrNull(values[at.agentName]) };
}

function decodeCost(values: Values): CallCost {
  const json = values[at.totalCost];
  const total = json === null ? null : (JSON.parse(json) as Decimal);
  const currency = values[at.currency];
  return currency === creditsCode
    ? { unit: 'CREDITS', currency: null, total }
    : { unit: 'MONEY', currency, total };
}
