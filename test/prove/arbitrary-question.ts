import { Big } from 'big.js';
import fc from 'fast-check';
import type { Call } from '../../src/domain/call.ts';
import {
  type CallStatsInterval,
  type CallStatsOrder,
  callStatsDimensions,
} from '../../src/domain/call-stats.ts';
import { encodeNodeId } from '../../src/domain/node-id.ts';
import { costIn, type ListOrder, timeOf } from './list-oracle.ts';

/** A criterion of a filter as a client gives it, and its meaning. */
interface Criterion {
  readonly input: unknown;
  readonly matches: (call: Call) => boolean;
}

/** Draws from the calls that there are, so that most filters match some. */
interface Draw {
  call(): Call;
  below(count: number): number;
  of<T>(items: readonly T[]): T;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The digits of the user part of a number, without those of an extension. */
function digitsOf(number: string): string {
  const [user = ''] = number.replace(/^(?:sips?|tel):/i, '').split(/[@;]|ext|x/i);
  return user.replace(/\D/g, '');
}

const someOf = <T>(draw: Draw, read: (call: Call) => T | null): readonly T[] =>
  Array.from({ length: draw.below(4) }, () => read(draw.call())).filter(value => value !== null);

const oneOf = <T>(draw: Draw, read: (call: Call) => T | null): Criterion => {
  const input = [...new Set(someOf(draw, read))];
  return {
    input,
    matches: call => {
      const value = read(call);
      return value !== null && input.includes(value);
    },
  };
};

const isFlag = (draw: Draw, read: (call: Call) => boolean | null): Criterion => {
  const input = draw.below(2) === 0;
  return { input, matches: call => read(call) === input };
};

/** Lower and upper end of a range by values in ascending order, either of which may be open. */
function endsOf<T>(draw: Draw, values: readonly T[]): readonly [T | null, T | null] {
  const [low = null, high = null] = values;
  return high === null && draw.below(2) === 0 ? [null, low] : [low, high];
}

function timeRange(draw: Draw, read: (call: Call) => string | null): Criterion {
  const values = someOf(draw, read).toSorted((a, b) => timeOf(a) - timeOf(b));
  const [from, before] = endsOf(draw, values);
  return {
    input: { from, before },
    matches: call => {
      const at = read(call);
      if (from === null && before === null) return true;
      if (at === null || (from !== null && timeOf(at) < timeOf(from))) return false;
      return before === null || timeOf(at) < timeOf(before);
    },
  };
}

/** Whether a value is in a range with both ends; one without ends holds any, and otherwise an unknown value is in none. */
const isBetween = (value: Big | null, [min, max]: readonly [Big | null, Big | null]): boolean =>
  (min === null && max === null) ||
  (value !== null && (min === null || value.gte(min)) && (max === null || value.lte(max)));

function durationRange(draw: Draw): Criterion {
  const durations = someOf(draw, ({ duration }) => duration).toSorted((a, b) => a - b);
  const ends = endsOf(
    draw,
    durations.map(duration => new Big(duration)),
  );
  return {
    input: { min: ends[0]?.toNumber() ?? null, max: ends[1]?.toNumber() ?? null },
    matches: ({ duration }) => isBetween(duration === null ? null : new Big(duration), ends),
  };
}

/** Bounds of costs have at most twelve digits before the point. */
const maxBound = 999_999_999_999;

function costRange(draw: Draw): Criterion {
  const currency = draw.of([null, 'USD', 'EUR', 'CREDITS']);
  const costs = someOf(draw, call => costIn(currency, call)).filter(cost => cost.lte(maxBound));
  const ends = endsOf(
    draw,
    costs.map(cost => cost.round(9)).toSorted((a, b) => a.cmp(b)),
  );
  return {
    input: { currency, min: ends[0]?.toFixed() ?? null, max: ends[1]?.toFixed() ?? null },
    matches: call => isBetween(costIn(currency, call), ends),
  };
}

function metadataOf(draw: Draw): Criterion {
  const entries = Object.entries(draw.call().metadata ?? {});
  const [key, value] = draw.of<readonly [string, unknown]>(entries.length > 0 ? entries : [['score', 1]]);
  const text = textOf(value);
  const wanted = draw.below(2) === 0 || text.length > 1000 ? null : text;
  return {
    input: [{ key, value: wanted }],
    matches: ({ metadata }) =>
      metadata !== null &&
      Object.hasOwn(metadata, key) &&
      (wanted === null || textOf(metadata[key]) === wanted),
  };
}

function agentsOf(draw: Draw): Criterion {
  const agents = someOf(draw, ({ agent }) => agent).map(({ source, agentId }) => ({
    agentId,
    source: draw.below(2) === 0 ? source : null,
  }));
  return {
    input: agents.map(({ agentId, source }) =>
      source === null ? agentId : encodeNodeId('VoiceAgent', source, agentId),
    ),
    matches: ({ agent }) =>
      agents.some(
        ({ agentId, source }) => agent?.agentId === agentId && (source === null || source === agent.source),
      ),
  };
}

function customerOf(draw: Draw): Criterion {
  const digits = digitsOf(draw.call().customerNumber ?? '').slice(-4 - draw.below(4));
  const input = digits.length < 4 ? '' : digits;
  return {
    input,
    matches: ({ customerNumber }) => input === '' || digitsOf(customerNumber ?? '').endsWith(input),
  };
}

const ongoing = new Set(['QUEUED', 'INITIATED', 'RINGING', 'IN_PROGRESS']);

const criteria: Readonly<Record<string, (draw: Draw) => Criterion>> = {
  sources: draw => oneOf(draw, ({ source }) => source),
  statuses: draw => oneOf(draw, ({ status }) => status),
  directions: draw => oneOf(draw, ({ direction }) => direction),
  agents: agentsOf,
  customerNumber: customerOf,
  started: draw => timeRange(draw, ({ startedAt }) => startedAt),
  ended: draw => timeRange(draw, ({ endedAt }) => endedAt),
  duration: durationRange,
  ongoing: draw => isFlag(draw, ({ status }) => ongoing.has(status)),
  recordingEnabled: draw => isFlag(draw, ({ recordingEnabled }) => recordingEnabled),
  endReasons: draw => oneOf(draw, ({ endReason }) => endReason),
  flowNames: draw => oneOf(draw, ({ flowName }) => flowName),
  agentNames: draw => oneOf(draw, ({ agentName }) => agentName),
  cost: costRange,
  metadata: metadataOf,
};

export interface FilterOfCalls {
  readonly filter: Readonly<Record<string, unknown>>;
  /** Currency that the filter names. */
  readonly currency: string | null;
  readonly matches: (call: Call) => boolean;
}

/** Choices of a filter, which become one once it is known which calls there are. */
const filterChoices = fc.record({
  names: fc.subarray(Object.keys(criteria), { maxLength: 3 }),
  picks: fc.array(fc.nat(), { minLength: 24, maxLength: 24 }),
});

export function filterOf(
  { names, picks }: { readonly names: readonly string[]; readonly picks: readonly number[] },
  calls: readonly Call[],
): FilterOfCalls {
  let used = 0;
  const below = (count: number) => (picks[used++ % picks.length] ?? 0) % count;
  const of = <T>(items: readonly T[]) => items[below(items.length)] as T;
  const draw: Draw = { below, of, call: () => of(calls) };
  const chosen = names.map(name => [name, criteria[name]?.(draw)] as const);
  const filter = Object.fromEntries(chosen.map(([name, criterion]) => [name, criterion?.input]));
  return {
    filter,
    currency: (filter['cost'] as { currency: string | null } | undefined)?.currency ?? null,
    matches: call => chosen.every(([, criterion]) => criterion?.matches(call) ?? true),
  };
}

export const arbitraryList = fc.record({
  filter: filterChoices,
  orderBy: fc.record<ListOrder>({
    field: fc.constantFrom('TIME', 'ENDED_AT', 'DURATION', 'COST', 'TURN_COUNT'),
    direction: fc.constantFrom('ASC', 'DESC'),
  }),
  size: fc.integer({ min: 1, max: 100 }),
  backward: fc.boolean(),
  byEdge: fc.boolean(),
});

export type ListChoices = typeof arbitraryList extends fc.Arbitrary<infer T> ? T : never;

/** Zones whose clocks change by an hour or half an hour, are off by a quarter, or have skipped a date. */
const zones = [
  'UTC',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Europe/Berlin',
];

/** Moments at which the clocks of these zones change, or their dates. */
export const clockChanges = [
  '2026-03-08T05:30:00Z',
  '2026-11-01T04:30:00Z',
  '2026-03-08T18:15:00Z',
  '2026-04-04T14:00:00Z',
  '2026-09-26T14:00:00Z',
  '2011-12-30T10:00:00Z',
  '2026-03-29T01:00:00Z',
  '2026-10-25T01:00:00Z',
];

export const arbitraryStats = fc.record({
  filter: filterChoices,
  groupBy: fc.subarray([...callStatsDimensions], { maxLength: 3 }),
  interval: fc.constantFrom<CallStatsInterval | null>(null, 'HOUR', 'DAY', 'WEEK', 'MONTH'),
  timeZone: fc.constantFrom(...zones),
  orderBy: fc.option(
    fc.record<CallStatsOrder>({
      field: fc.constantFrom('INTERVAL', 'CALL_COUNT', 'DURATION', 'COST'),
      direction: fc.constantFrom('ASC', 'DESC'),
    }),
    { nil: null },
  ),
  first: fc.constantFrom(1, 7, 1_000),
});

export type StatsChoices = typeof arbitraryStats extends fc.Arbitrary<infer T> ? T : never;
