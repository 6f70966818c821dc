import type { Call, CallDetail } from '../../domain/call.ts';
import type { CallCost, CostLine, CostLines } from '../../domain/cost.ts';
import { creditsCode } from '../../domain/cost-conversion.ts';
import { isCurrency } from '../../domain/currency.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { parseStatus } from '../../domain/enums.ts';
import type { AgentReference } from '../../domain/voice-agent.ts';
import { unknownFieldReporter } from '../../upstream/unknown-fields.ts';
import type { WireObject } from '../../upstream/wire-object.ts';
import {
  readDecimal,
  readEnum,
  readId,
  readInstant,
  readKey,
  readNumber,
  readObject,
  readString,
  reportDrift,
} from '../../upstream/wire-reader.ts';
import { type BurkiCallWire, burkiCall } from './wire.ts';

const reportUnknownFields = unknownFieldReporter(burkiCall);

/** Normalizes a call, which is the same in the list and by key; null without a usable id and sid. */
export function normalizeCall(wire: WireObject<BurkiCallWire>): Call | null {
  const id = readId(wire, 'id');
  const sid = readKey(wire, 'call_sid');
  if (id === null || id < 1 || sid === null) return null;
  reportUnknownFields(wire);
  const status = readEnum(wire, 'status', parseStatus);
  return {
    source: 'BURKI',
    sid,
    databaseId: String(id),
    status: status.meant,
    rawStatus: status.raw,
    // `call_meta.outbound` gives no direction, because it is a hint and often missing.
    direction: null,
    rawDirection: null,
    startedAt: readInstant(wire, 'started_at'),
    endedAt: readInstant(wire, 'ended_at'),
    createdAt: null,
    updatedAt: null,
    duration: readNumber(wire, 'duration'),
    agentName: readString(wire, 'assistant_name'),
    agent: agentOf(wire),
    customerNumber: readString(wire, 'customer_phone_number'),
    agentNumber: readString(wire, 'to_phone_number'),
    fromNumber: null,
    toNumber: null,
    endReason: null,
    cost: costOf(wire),
    turnCount: null,
    recordingEnabled: null,
    flowName: readString(wire, 'flow_name'),
    metadata: readObject(wire, 'call_meta'),
    billingStatus: null,
    organizationId: null,
    detail: detailOf(wire),
  };
}

/** Burki's rows are whole, but transcript and recordings take requests of their own. */
const detailOf = (wire: WireObject<BurkiCallWire>): CallDetail => ({
  transport: null,
  rawTransport: null,
  traceId: null,
  agentConfig: null,
  costLines: costLinesOf(wire),
  usage: null,
  interruptions: null,
  averageTurnDuration: null,
  errors: null,
});

function agentOf(wire: WireObject<BurkiCallWire>): AgentReference | null {
  const agentId = readId(wire, 'assistant_id');
  if (agentId !== null && agentId < 1) reportDrift(wire, 'assistant_id');
  if (agentId === null || agentId < 1) return null;
  return {
    source: 'BURKI',
    agentId: String(agentId),
    name: readString(wire, 'assistant_name'),
  };
}

function costOf(wire: WireObject<BurkiCallWire>): CallCost {
  const currency = currencyOf(wire);
  const total = readDecimal(wire, 'total_cost');
  if (currency === creditsCode) return { unit: 'CREDITS', currency: null, total };
  return { unit: 'MONEY', currency, total };
}

/**
 * Reads an ISO 4217 code in any case; null for a blank, null and drift for anything else. CREDITS counts as drift too, but
 * is read, because credits that pass for money would be a wrong figure.
 */
function currencyOf(wire: WireObject<BurkiCallWire>): string | null {
  const currency = readString(wire, 'cost_currency');
  if (currency === null || isCurrency(currency)) return currency;
  const tidy = currency.trim().toUpperCase();
  if (tidy === '') return null;
  if (isCurrency(tidy)) return tidy;
  reportDrift(wire, 'cost_currency');
  return tidy === creditsCode ? tidy : null;
}

const costLinesOf = (wire: WireObject<BurkiCallWire>): CostLines => ({
  llm: lineOf(readDecimal(wire, 'llm_cost')),
  llmInput: null,
  llmOutput: null,
  tts: lineOf(readDecimal(wire, 'tts_cost')),
  stt: lineOf(readDecimal(wire, 'stt_cost')),
  telephony: lineOf(readDecimal(wire, 'telephony_cost')),
});

const lineOf = (amount: Decimal | null): CostLine | null =>
  amount === null ? null : { amount, units: null, unit: null };
