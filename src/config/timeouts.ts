import { wholeNumber } from './env-var.ts';

/** In milliseconds. */
export const duration = wholeNumber(1, 600_000);

export type TimeoutName = 'REQUEST_DEADLINE_MS' | 'UPSTREAM_TIMEOUT_MS' | 'UPSTREAM_CONNECT_TIMEOUT_MS';

type Given = Readonly<Record<string, string | undefined>>;

/** Which times contradict each other, by the name of the shorter one; a malformed one contradicts nothing. */
export function timeoutProblems(given: Given, defaults: Readonly<Record<TimeoutName, number>>) {
  const timeOf = (name: TimeoutName) =>
    duration.safeParse(given[name] ?? String(defaults[name])).data ?? null;
  const problems = new Map<string, string>();

  function check(name: TimeoutName, relation: 'less than' | 'at most', bound: TimeoutName): void {
    const [value, most] = [timeOf(name), timeOf(bound)];
    if (value === null || most === null || value < most) return;
    if (value === most && relation === 'at most') return;
    const own = given[name] ? '' : `; it is ${value} unless set, so set it too`;
    const other = given[bound] ? '' : `, which is ${most} unless set`;
    problems.set(name, `${name}: expected ${relation} ${bound}${other}${own}`);
  }

  check('UPSTREAM_TIMEOUT_MS', 'less than', 'REQUEST_DEADLINE_MS');
  check('UPSTREAM_CONNECT_TIMEOUT_MS', 'at most', 'UPSTREAM_TIMEOUT_MS');
  return problems;
}
