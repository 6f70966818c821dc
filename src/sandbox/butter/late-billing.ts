import { formatTimestamp, later, type Timestamp } from '../timestamps.ts';
import type { ButterWireCall } from './wire.ts';

const day = 86_400;
const surcharge = 0.5;

const addCredits = (credits: number) => Math.round((credits + surcharge) * 100) / 100;

/** Adds the surcharge to total and telephony alike, as far as the call has them. */
function correct({ total_cost, cost_breakdown }: ButterWireCall): Partial<ButterWireCall> {
  const telephony = cost_breakdown?.telephony;
  return {
    ...(total_cost === null || total_cost === undefined ? {} : { total_cost: addCredits(total_cost) }),
    ...(telephony
      ? {
          cost_breakdown: {
            ...cost_breakdown,
            telephony: { ...telephony, cost_credits: addCredits(telephony.cost_credits) },
          },
        }
      : {}),
  };
}

/**
 * Bills a call within ten minutes of its end; until then its cost is null or, as often, 0. Every tenth call is corrected three
 * days after its end.
 */
export function billAt(
  now: Timestamp,
  ended: Timestamp,
  index: number,
  call: ButterWireCall,
): ButterWireCall {
  if (call.billing_status !== 'billed') return call;
  const billed = later(ended, 30 + ((37 * index) % 570));
  const corrected = later(ended, 3 * day);
  if (now < billed)
    return {
      ...call,
      total_cost: index % 2 === 0 ? null : 0,
      cost_breakdown: null,
      billing_status: 'pending',
    };
  const isCorrected = index % 10 === 3 && now >= corrected;
  const updated_at = formatTimestamp(isCorrected ? corrected : billed, { digits: 3 });
  return { ...call, ...(isCorrected ? correct(call) : {}), updated_at };
}
