import { describe, expect, test } from 'vitest';
import type { Call, CallDetail } from '../../src/domain/call.ts';
import { isSameCall } from '../../src/domain/call-version.ts';
import type { CostLines } from '../../src/domain/cost.ts';
import { callOf } from './call-of.ts';
import { noCostLines } from './no-cost-lines.ts';

const costing = (lines: Partial<CostLines>): Call => {
  const detail: CallDetail = {
    transport: null,
    rawTransport: null,
    traceId: null,
    agentConfig: null,
    costLines: { ...noCostLines, ...lines },
    usage: null,
    interruptions: null,
    averageTurnDuration: null,
    errors: null,
  };
  return callOf({ detail });
};

const line = (amount: string | number) => ({ amount, units: null, unit: null });

describe.each(Object.keys(noCostLines) as (keyof CostLines)[])('the cost line %s', name => {
  test('tells two versions of a call apart', () => {
    expect(isSameCall(costing({}), costing({ [name]: line(1) }))).toBe(false);
    expect(isSameCall(costing({ [name]: line(2) }), costing({ [name]: line(1) }))).toBe(false);
  });

  test('is the same however its amount is spelled', () => {
    expect(isSameCall(costing({ [name]: line('1.50') }), costing({ [name]: line(1.5) }))).toBe(true);
  });
});
