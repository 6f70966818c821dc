import { Big } from 'big.js';
import { type Call, hasEnded, nativeKeyOf, orderTimeOf, timeOf } from '../../../src/domain/call.ts';
import type {
  CallCostFigures,
  CallFigures,
  CallStatsDimension,
  CallStatsGroup,
  CallStatsKey,
  FigureSpread,
  PercentileShares,
  StatsRequest,
} from '../../../src/domain/call-stats.ts';
import type { CostConversion } from '../../../src/domain/cost-conversion.ts';
import { instantOf } from '../../../src/domain/instant.ts';
import { hash53 } from '../../../src/domain/text-hash.ts';
import { type Clock, createClock } from './clock-oracle.ts';

const clocks = new Map<string, Clock>();

/** The clock of a zone, which remembers the minutes that it has shown. */
function clockOf(timeZone: string): Clock {
  const clock = clocks.get(timeZone) ?? createClock(timeZone);
  clocks.set(timeZone, clock);
  return clock;
}

/** Statistics by brute force: each group by a filter over all calls, each figure by decimals. */
export function statsByBruteForce(calls: readonly Call[], request: StatsRequest) {
  const clock = clockOf(request.timeZone);
  const groups = new Map<string, Call[]>();
  if (request.interval === null && request.groupBy.length === 0)
    groups.set(JSON.stringify(keyOf(null, request, clock)), []);
  for (const call of calls) {
    const key = JSON.stringify(keyOf(call, request, clock));
    groups.set(key, [...(groups.get(key) ?? []), call]);
  }
  const all = [...groups].map(([key, members]) => ({
    key: JSON.parse(key) as CallStatsKey,
    figures: figuresOf(members, request.conversion, request.percentiles.groups),
  }));
  return {
    total: figuresOf(calls, request.conversion, request.percentiles.total),
    groups: all
      .sort((a, b) => compareGroups(a, b, request))
      .slice(0, request.limit)
      .map(group => ({ ...group, key: withNewestName(group.key, calls) })),
    groupCount: all.length,
  };
}

function keyOf(call: Call | null, { groupBy, interval }: StatsRequest, clock: Clock): CallStatsKey {
  const time = call === null || orderTimeOf(call) === null ? null : timeOf(call);
  const span = interval && time !== null ? clock.intervalAt(interval, time) : null;
  const by = <T>(dimension: CallStatsDimension, value: T | null | undefined): T | null =>
    (groupBy.includes(dimension) ? value : null) ?? null;
  return {
    intervalStart: span && instantOf(span[0]),
    intervalEnd: span && instantOf(span[1]),
    source: by('SOURCE', call?.source),
    agent: by('AGENT', call?.agent && { source: call.agent.source, agentId: call.agent.agentId, name: null }),
    status: by('STATUS', call?.status),
    direction: by('DIRECTION', call?.direction),
    endReason: by('END_REASON', call?.endReason),
    flowName: by('FLOW_NAME', call?.flowName),
    hourOfDay: by('HOUR_OF_DAY', time === null ? null : clock.hourOfDay(time)),
    dayOfWeek: by('DAY_OF_WEEK', time === null ? null : clock.dayOfWeek(time)),
  };
}

/** The agent of a key with the name that its newest call gives it. */
function withNewestName(key: CallStatsKey, calls: readonly Call[]): CallStatsKey {
  if (!key.agent) return key;
  const { source, agentId } = key.agent;
  const [newest] = calls
    .filter(
      ({ agent, agentName }) => agentName !== null && agent?.source === source && agent.agentId === agentId,
    )
    .sort((a, b) => latest(b) - latest(a) || tieOf(b) - tieOf(a));
  return { ...key, agent: { ...key.agent, name: newest?.agentName ?? null } };
}

const latest = (call: Call): number => (orderTimeOf(call) === null ? Number.MIN_SAFE_INTEGER : timeOf(call));

/** Calls of the same time follow by the hash of their key. */
const tieOf = (call: Call): number => hash53(`${call.source}:${nativeKeyOf(call)}`);

const half = Big.roundHalfUp;
const toSix = (value: Big): number => value.round(6, half).toNumber();
const plain = (value: Big): string => (value.eq(0) ? '0' : value.toFixed());

function figuresOf(
  calls: readonly Call[],
  conversion: CostConversion,
  shares: PercentileShares,
): CallFigures {
  const codes = [...new Set(calls.filter(({ cost }) => cost.total !== null).map(codeOf))];
  const places = codes.sort((a, b) => placeOf(a).localeCompare(placeOf(b), 'en'));
  return {
    callCount: calls.length,
    endedCount: calls.filter(hasEnded).length,
    completedCount: calls.filter(({ status }) => status === 'COMPLETED').length,
    duration: spreadOf(
      calls.map(({ duration }) => duration),
      shares.duration,
    ),
    turnCount: spreadOf(
      calls.map(({ turnCount }) => turnCount),
      shares.turnCount,
    ),
    costs: places.map(code =>
      costOf(
        calls.filter(call => codeOf(call) === code),
        code,
        () => new Big(1),
      ),
    ),
    convertedCost: convertedOf(calls, conversion),
  };
}

const codeOf = ({ cost }: Call): string | null => (cost.unit === 'CREDITS' ? 'CREDITS' : cost.currency);
const placeOf = (code: string | null): string =>
  code === null ? '3' : code === 'CREDITS' ? '2' : `1${code}`;

function convertedOf(calls: readonly Call[], { currency, rates }: CostConversion): CallCostFigures | null {
  const rateOf = (call: Call): Big | null => {
    const code = codeOf(call);
    if (code === currency) return new Big(1);
    const rate = code === null ? undefined : rates[code];
    return rate === undefined ? null : new Big(rate);
  };
  if (calls.some(call => call.cost.total !== null && rateOf(call) === null)) return null;
  return costOf(calls, currency, call => rateOf(call) ?? new Big(0));
}

function costOf(calls: readonly Call[], code: string | null, rateOf: (call: Call) => Big): CallCostFigures {
  const known = calls.filter(({ cost }) => cost.total !== null);
  const sumOf = (some: readonly Call[]) =>
    some.reduce((sum, call) => sum.plus(new Big(call.cost.total ?? 0).times(rateOf(call))), new Big(0));
  const timed = known.filter(({ duration }) => duration !== null);
  const seconds = timed.reduce((sum, { duration }) => sum.plus(duration ?? 0), new Big(0));
  const Nine = Big();
  Nine.DP = 9;
  return {
    unit: code === 'CREDITS' ? 'CREDITS' : 'MONEY',
    currency: code === 'CREDITS' ? null : code,
    known: known.length,
    total: plain(sumOf(known)),
    perCall: known.length === 0 ? null : plain(new Nine(sumOf(known)).div(known.length)),
    perMinute: seconds.eq(0) ? null : plain(new Nine(sumOf(timed).times(60)).div(seconds)),
  };
}

function spreadOf(values: readonly (number | null)[], shares: readonly number[]): FigureSpread {
  const known = values.filter(value => value !== null).sort((a, b) => a - b);
  const sum = known.reduce((total, value) => total.plus(value), new Big(0));
  const Six = Big();
  Six.DP = 6;
  const reaches = (value: number, share: number) =>
    new Big(known.filter(each => each <= value).length).gte(new Big(share).times(known.length));
  const round = (value: number | undefined) => (value === undefined ? null : toSix(new Big(value)));
  return {
    known: known.length,
    sum: known.length === 0 ? null : toSix(sum),
    mean: known.length === 0 ? null : new Six(sum).div(known.length).toNumber(),
    min: round(known[0]),
    max: round(known.at(-1)),
    percentiles: new Map(shares.map(share => [share, round(known.find(value => reaches(value, share)))])),
  };
}

/** The order of groups, by the definition in the schema. */
function compareGroups(a: CallStatsGroup, b: CallStatsGroup, { order, groupBy }: StatsRequest): number {
  const start = ({ key }: CallStatsGroup) => key.intervalStart && Date.parse(key.intervalStart);
  const fields = {
    INTERVAL: start,
    CALL_COUNT: ({ figures }: CallStatsGroup) => figures.callCount,
    DURATION: ({ figures }: CallStatsGroup) => figures.duration.sum,
    COST: ({ figures: { convertedCost } }: CallStatsGroup) =>
      convertedCost && convertedCost.known > 0 ? new Big(convertedCost.total) : null,
  };
  const sign = order?.direction === 'ASC' ? 1 : -1;
  return (
    (order ? compare(fields[order.field](a), fields[order.field](b), sign) : 0) ||
    compare(start(a), start(b), 1) ||
    b.figures.callCount - a.figures.callCount ||
    groupBy.map(dimension => compare(keyValueOf(a, dimension), keyValueOf(b, dimension), 1)).find(Boolean) ||
    0
  );
}

function compare<T extends string | number | Big>(a: T | null, b: T | null, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (a instanceof Big) return sign * a.cmp(b as Big);
  return a === b ? 0 : a < b ? -sign : sign;
}

function keyValueOf({ key }: CallStatsGroup, dimension: CallStatsDimension): string | number | null {
  const values: Record<CallStatsDimension, string | number | null> = {
    SOURCE: key.source,
    AGENT: key.agent && JSON.stringify([key.agent.source, key.agent.agentId]),
    STATUS: key.status,
    DIRECTION: key.direction,
    END_REASON: key.endReason,
    FLOW_NAME: key.flowName,
    HOUR_OF_DAY: key.hourOfDay,
    DAY_OF_WEEK: key.dayOfWeek,
  };
  return values[dimension];
}
