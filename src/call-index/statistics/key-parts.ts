import type { CallStatsDimension, CallStatsKey, StatsRequest } from '../../domain/call-stats.ts';
import type { CallDirection, CallStatus } from '../../domain/enums.ts';
import { instantOf } from '../../domain/instant.ts';
import type { Codes, Columns, Dictionary } from '../columns/columns.ts';
import { createAgentReader } from './agent-names.ts';
import type { RowCodes } from './row-groups.ts';
import { createTimeCodes, type TimeCodes } from './time-codes.ts';

/** Dimension by which rows are grouped, or the interval. */
export interface KeyPart extends RowCodes {
  /** The value of a code above 0 in the order of groups. */
  orderValueOf(code: number): string | number;
  /** The fields of a key for a code above 0. */
  fieldsOf(code: number): Partial<CallStatsKey>;
}

/** The parts of each key of a request; the interval comes first. */
export function readKeyParts(columns: Columns, rows: Int32Array, request: StatsRequest): KeyPart[] {
  const { groupBy, interval } = request;
  const times = readTimes(columns, rows, request);
  const dimensions = groupBy.map(dimension =>
    dimension === 'HOUR_OF_DAY' || dimension === 'DAY_OF_WEEK'
      ? clockPart(times, dimension)
      : wordPart(columns, rows, dimension),
  );
  return interval === null ? dimensions : [intervalPart(times, interval), ...dimensions];
}

type ClockDimension = 'HOUR_OF_DAY' | 'DAY_OF_WEEK';
type WordDimension = Exclude<CallStatsDimension, ClockDimension>;

function readTimes(
  columns: Columns,
  rows: Int32Array,
  { groupBy, interval, timeZone }: StatsRequest,
): TimeCodes {
  const hasTimes = interval !== null || groupBy.includes('HOUR_OF_DAY') || groupBy.includes('DAY_OF_WEEK');
  return createTimeCodes(columns.time, hasTimes ? rows : rows.subarray(0, 0), timeZone);
}

const clockPart = (times: TimeCodes, dimension: ClockDimension): KeyPart =>
  dimension === 'HOUR_OF_DAY'
    ? { ...times.hourOfDay(), orderValueOf: same, fieldsOf: code => ({ hourOfDay: code - 1 }) }
    : { ...times.dayOfWeek(), orderValueOf: same, fieldsOf: code => ({ dayOfWeek: code }) };

function intervalPart(times: TimeCodes, interval: NonNullable<StatsRequest['interval']>): KeyPart {
  const { bounds, ...codes } = times.interval(interval);
  const instantAt = (at: number) => instantOf(bounds[at] ?? 0);
  return {
    ...codes,
    orderValueOf: same,
    fieldsOf: code => ({ intervalStart: instantAt(code - 1), intervalEnd: instantAt(code) }),
  };
}

const same = (code: number): number => code;

function wordPart(columns: Columns, rows: Int32Array, dimension: WordDimension): KeyPart {
  const { dictionaries } = columns;
  const part = (column: Uint8Array | Codes, words: Dictionary, fieldsOf: KeyPart['fieldsOf']): KeyPart => ({
    read(rows, codes) {
      for (let at = 0; at < rows.length; at += 1) codes[at] = column[rows[at] ?? 0] ?? 0;
    },
    size: words.size,
    orderValueOf: words.wordOf,
    fieldsOf,
  });
  switch (dimension) {
    case 'SOURCE':
      return part(columns.source, dictionaries.source, code => ({
        source: dictionaries.source.wordOf(code),
      }));
    case 'AGENT': {
      const agentOf = createAgentReader(columns, rows);
      return part(columns.agent, dictionaries.agent, code => ({ agent: agentOf(code) }));
    }
    case 'STATUS':
      return part(columns.status, dictionaries.status, code => ({
        status: dictionaries.status.wordOf(code) as CallStatus,
      }));
    case 'DIRECTION':
      return part(columns.direction, dictionaries.direction, code => ({
        direction: dictionaries.direction.wordOf(code) as CallDirection,
      }));
    case 'END_REASON':
      return part(columns.endReason, dictionaries.endReason, code => ({
        endReason: dictionaries.endReason.wordOf(code),
      }));
    case 'FLOW_NAME':
      return part(columns.flowName, dictionaries.flowName, code => ({
        flowName: dictionaries.flowName.wordOf(code),
      }));
  }
}

/** Key of a group without any property. */
export const noKey: CallStatsKey = {
  intervalStart: null,
  intervalEnd: null,
  source: null,
  agent: null,
  status: null,
  direction: null,
  endReason: null,
  flowName: null,
  hourOfDay: null,
  dayOfWeek: null,
};
