import { detail, type Reply } from './reply.ts';
import { parseTimestamp, type Timestamp } from './timestamps.ts';

interface Problem {
  readonly type: string;
  readonly loc: readonly string[];
  readonly msg: string;
  readonly input: string;
}

interface Range {
  readonly min?: number;
  readonly max?: number;
}

const notAnInteger = 'Input should be a valid integer, unable to parse string as an integer';

function checkInteger(input: string, { min = -Infinity, max = Infinity }: Range): [string, string] | null {
  if (!/^[+-]?\d+$/.test(input)) return ['int_parsing', notAnInteger];
  if (Number(input) < min) return ['greater_than_equal', `Input should be greater than or equal to ${min}`];
  if (Number(input) > max) return ['less_than_equal', `Input should be less than or equal to ${max}`];
  return null;
}

/** Reads query parameters as FastAPI does: without clamping, and with one 422 for all problems. */
export function createParameters(query: URLSearchParams) {
  const problems: Problem[] = [];
  const integer = (name: string, range: Range = {}): number | null => {
    const input = query.get(name);
    if (input === null) return null;
    const [type, msg] = checkInteger(input, range) ?? [];
    if (type === undefined || msg === undefined) return Number(input);
    problems.push({ type, loc: ['query', name], msg, input });
    return null;
  };
  const moment = (name: string): Timestamp | null => {
    const input = query.get(name);
    const parsed = input === null ? null : parseTimestamp(input);
    if (input !== null && parsed === null)
      problems.push({
        type: 'datetime_parsing',
        loc: ['query', name],
        msg: 'Input should be a valid datetime',
        input,
      });
    return parsed;
  };
  const refusal = (): Reply | null => (problems.length === 0 ? null : detail(422, problems));
  return { integer, moment, refusal };
}

/** Returns a 422 for a path parameter that is not an integer, and null otherwise. */
export function refuseIntegerPath(name: string, input: string): Reply | null {
  if (/^-?\d+$/.test(input)) return null;
  return detail(422, [{ type: 'int_parsing', loc: ['path', name], msg: notAnInteger, input }]);
}
