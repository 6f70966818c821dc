import { type Call, type JsonObject, nativeKeyOf } from '../../domain/call.ts';
import type { CallCost } from '../../domain/cost.ts';
import { creditsCode } from '../../domain/cost-conversion.ts';
import type { Decimal } from '../../domain/decimal.ts';
import type { CallDirection, CallStatus } from '../../domain/enums.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { AgentReference } from '../../domain/voice-agent.ts';
import type { ColumnValues } from '../columns/column-values.ts';
import { type PackedDetail, packDetail, unpackDetail } from './detail-codec.ts';
import { type LoadedValues, loadedColumns, type RowValues } from './row-values.ts';
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

export function decodeRow(source: SourceName, values: RowValues): Call {
  const [sid, metadata, extra] = values.slice(loadedColumns.length) as [string | null, string | null, string];
  const { key, agent, ...fields } = decodeFields(source, values);
  const { otherAgent, ...others } = decodeExtra(extra);
  return {
    ...fields,
    ...others,
    sid: sid === null ? key : decodeText(sid),
    databaseId: sid === null ? null : key,
    agent: otherAgent ?? agent,
    metadata: metadata === null ? null : decodeMetadata(metadata),
  };
}

export const decodeMetadata = (json: string): JsonObject => JSON.parse(json) as JsonObject;

/** Decodes the part of a row that the columns in memory hold. */
export const decodeColumnValues = (
  source: SourceName,
  values: LoadedValues,
  hasMetadata: boolean,
): ColumnValues => ({ ...decodeFields(source, values), hasMetadata });

function decodeFields(
  source: SourceName,
  values: LoadedValues | RowValues,
): Omit<ColumnValues, 'hasMetadata'> {
  const [key, status, direction, recordingEnabled, startedAt, createdAt, endedAt, ...others] = values;
  const [duration, turnCount, total, currency, agentId, name, endReason, flowName, customerNumber] = others;
  const agentName = decodeTextOrNull(name);
  return {
    source,
    key: decodeText(key),
    status: status as CallStatus,
    direction: direction as CallDirection | null,
    recordingEnabled: recordingEnabled === null ? null : recordingEnabled === 1,
    startedAt,
    createdAt,
    endedAt,
    duration,
    turnCount,
    cost: decodeCost(total, currency),
    agent: agentId === null ? null : { source, agentId: decodeText(agentId), name: agentName },
    agentName,
    endReason: decodeTextOrNull(endReason),
    flowName: decodeTextOrNull(flowName),
    customerNumber: decodeTextOrNull(customerNumber),
  };
}

function decodeCost(totalCost: string | null, currency: string | null): CallCost {
  const total = totalCost === null ? null : (JSON.parse(totalCost) as Decimal);
  return currency === creditsCode
    ? { unit: 'CREDITS', currency: null, total }
    : { unit: 'MONEY', currency, total };
}

function decodeExtra(json: string) {
  const [rawStatus, rawDirection, updatedAt, agentNumber, fromNumber, toNumber, ...others] = JSON.parse(
    json,
  ) as Extra;
  const [billingStatus, organizationId, detail, otherAgent] = others;
  return {
    ...{ rawStatus, rawDirection, updatedAt, agentNumber, fromNumber, toNumber },
    ...{ billingStatus, organizationId, detail: detail && unpackDetail(detail), otherAgent },
  };
}
