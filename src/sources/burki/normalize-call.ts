import type { Call, CallDetail } from '../../domain/call.ts';
import type { CallCost, CostLine, CostLines } from '../../domain/cost.ts';
import type { Decimal } from '../../domain/decimal.ts';
import { statusOf } from '../../domain/enums.ts';
import type { AgentReference } from '../../domain/voice-agent.ts';
import { noticerOfUnknown } from '../../upstream/unknown-fields.ts';
import {
  decimal,
  integer,
  number,
  object,
  text,
  textKey,
  time,
  type Wire,
  word,
} from '../../upstream/wire-reader.ts';

const noticeUnknown = noticerOfUnknown(
  `id call_sid assistant_id assistant_name flow_name to_phone_number customer_phone_number status duration started_at
  ended_at call_meta total_cost llm_cost tts_cost stt_cost telephony_cost cost_currency`,
);

/** A call, the same in the list and by its key; null where its integer or its sid is missing or unusable. */
export function normalizeCall(wire: Wire): Call | null {
  const id = integer(wire, 'id', wire.fields.id);
  const sid = textKey(wire, 'call_sid', wire.fields.call_sid);
  if (id === null || id < 1 || sid === null) return null;
  noticeUnknown(wire);
  const status = word(wire, 'status', wire.fields.status, statusOf);
  return {
    source: 'BURKI',
    sid,
    databaseId: String(id),
    status: status.meant,
    rawStatus: status.raw,
    // No direction is read from `call_meta.outbound`, because that is a hint and often missing.
    direction: null,
    rawDirection: null,
    startedAt: time(wire, 'started_at', wire.fields.started_at),
    endedAt: time(wire, 'ended_at', wire.fields.ended_at),
    createdAt: null,
    updatedAt: null,
    duration: number(wire, 'duration', wire.fields.duration),
    agentName: text(wire, 'assistant_name', wire.fields.assistant_name),
    agent: agentOf(wire),
    customerNumber: text(wire, 'customer_phone_number', wire.fields.customer_phone_number),
    agentNumber: text(wire, 'to_phone_number', wire.fields.to_phone_number),
    from: null,
    to: null,
    endReason: null,
    cost: costOf(wire),
    turnCount: null,
    recordingEnabled: null,
    flowName: text(wire, 'flow_name', wire.fields.flow_name),
    metadata: object(wire, 'call_meta', wire.fields.call_meta),
    billingStatus: null,
    organizationId: null,
    detail: detailOf(wire),
  };
}

/** Burki's rows are whole; transcript and recordings have addresses of their own. */
const detailOf = (wire: Wire): CallDetail => ({
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

function agentOf(wire: Wire): AgentReference | null {
  const agentId = integer(wire, 'assistant_id', wire.fields.assistant_id);
  if (agentId !== null && agentId < 1) wire.drift('assistant_id');
  if (agentId === null || agentId < 1) return null;
  return {
    source: 'BURKI',
    agentId: String(agentId),
    name: text(wire, 'assistant_name', wire.fields.assistant_name),
  };
}

/** Null until there is a figure: a currency alone is no cost. */
function costOf(wire: Wire): CallCost | null {
  if (!hasFigures(wire)) return null;
  const total = decimal(wire, 'total_cost', wire.fields.total_cost);
  const currency = currencyOf(wire);
  const money =
    total === null || currency === null || currency === 'CREDITS' ? null : { amount: total, currency };
  return { currency, total, money };
}

const hasFigures = ({ fields }: Wire): boolean =>
  isThere(fields.total_cost) ||
  isThere(fields.llm_cost) ||
  isThere(fields.tts_cost) ||
  isThere(fields.stt_cost) ||
  isThere(fields.telephony_cost);

const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** An ISO 4217 code however it is written, or CREDITS; anything else is drift. */
function currencyOf(wire: Wire): string | null {
  const currency = text(wire, 'cost_currency', wire.fields.cost_currency);
  if (currency === null || isCurrency(currency)) return currency;
  const tidy = currency.trim().toUpperCase();
  if (tidy === '') return null;
  if (isCurrency(tidy)) return tidy;
  wire.drift('cost_currency');
  return null;
}

const isCurrency = (text: string): boolean => /^[A-Z]{3}$/.test(text) || text === 'CREDITS';

const costLinesOf = (wire: Wire): CostLines => ({
  llm: lineOf(decimal(wire, 'llm_cost', wire.fields.llm_cost)),
  llmInput: null,
  llmOutput: null,
  tts: lineOf(decimal(wire, 'tts_cost', wire.fields.tts_cost)),
  stt: lineOf(decimal(wire, 'stt_cost', wire.fields.stt_cost)),
  telephony: lineOf(decimal(wire, 'telephony_cost', wire.fields.telephony_cost)),
});

const lineOf = (amount: Decimal | null): CostLine | null =>
  amount === null ? null : { amount, units: null, unit: null };
