import type { Call, CallDetail } from '../../domain/call.ts';
import type { CallCost } from '../../domain/cost.ts';
import { type CallDirection, parseDirection, parseStatus } from '../../domain/enums.ts';
import type { AgentReference } from '../../domain/voice-agent.ts';
import { unknownFieldReporter } from '../../upstream/unknown-fields.ts';
import type { WireObject } from '../../upstream/wire-object.ts';
import {
  readBoolean,
  readChild,
  readDecimal,
  readEnum,
  readInstant,
  readInt,
  readKey,
  readNumber,
  readString,
} from '../../upstream/wire-reader.ts';
import { type ButterCallWire, butterCall } from './wire.ts';

const reportUnknownFields = unknownFieldReporter(butterCall);

/** Normalizes a list row; null without a usable sid. */
export function normalizeRow(wire: WireObject<ButterCallWire>): Call | null {
  const sid = readKey(wire, 'call_sid');
  return sid === null ? null : normalizeCall(wire, sid, null);
}

/** Normalizes the fields that list row and detail share, and attaches the detail. */
export function normalizeCall(
  wire: WireObject<ButterCallWire>,
  sid: string,
  detail: CallDetail | null,
): Call {
  reportUnknownFields(wire);
  const status = readEnum(wire, 'status', parseStatus);
  const direction = readEnum(wire, 'call_type', parseDirection);
  const { fromNumber, toNumber, customerNumber, agentNumber } = numbersOf(wire, direction.meant);
  return {
    source: 'BUTTER',
    sid,
    databaseId: null,
    status: status.meant,
    rawStatus: status.raw,
    direction: direction.meant,
    rawDirection: direction.raw,
    startedAt: readInstant(wire, 'start_time'),
    endedAt: readInstant(wire, 'end_time'),
    createdAt: readInstant(wire, 'created_at'),
    updatedAt: readInstant(wire, 'updated_at'),
    duration: readNumber(wire, 'duration_seconds'),
    agentName: readString(wire, 'agent_name'),
    agent: agentOf(wire),
    customerNumber,
    agentNumber,
    fromNumber,
    toNumber,
    endReason: endReasonOf(wire),
    cost: costOf(wire),
    turnCount: readInt(wire, 'turn_count'),
    recordingEnabled: readBoolean(wire, 'recording_enabled'),
    flowName: null,
    metadata: null,
    billingStatus: readString(wire, 'billing_status'),
    organizationId: readString(wire, 'client_id'),
    detail,
  };
}

function agentOf(wire: WireObject<ButterCallWire>): AgentReference | null {
  const agentId = readKey(wire, 'agent_id');
  if (agentId === null) return null;
  return { source: 'BUTTER', agentId, name: readString(wire, 'agent_name') };
}

/** The customer is the party other than the agent; both are null for previews and unknown directions. */
function numbersOf(wire: WireObject<ButterCallWire>, direction: CallDirection | null) {
  const fromNumber = readString(wire, 'from_number');
  const toNumber = readString(wire, 'to_number');
  if (direction === 'OUTBOUND')
    return { fromNumber, toNumber, customerNumber: toNumber, agentNumber: fromNumber };
  if (direction === 'INBOUND')
    return { fromNumber, toNumber, customerNumber: fromNumber, agentNumber: toNumber };
  return { fromNumber, toNumber, customerNumber: null, agentNumber: null };
}

function endReasonOf(wire: WireObject<ButterCallWire>): string | null {
  const summary = readChild(wire, 'summary');
  return readString(wire, 'end_reason') ?? (summary && readString(summary, 'end_reason'));
}

const costOf = (wire: WireObject<ButterCallWire>): CallCost => ({
  unit: 'CREDITS',
  currency: null,
  total: readDecimal(wire, 'total_cost'),
});
