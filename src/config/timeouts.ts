import { wholeNumber } from './env-var.ts';

/** Milliseconds. */
export const duration = wholeNumber(1, 600_000);

export type TimeoutName = 'REQUEST_DEADLINE_MS' | 'UPSTREAM_TIMEOUT_MS' | 'UPSTREAM_CONNECT_TIMEOUT_MS';

type Environment = Readonly<Record<string, string | undefined>>;

/** Conflicts between timeouts, by the name of the one that must be shorter. Malformed values cause none. */
export function timeoutProblems(env: Environment, defaults: Readonly<Record<TimeoutName, number>>) {
  const timeOf = (name: TimeoutName) => duration.safeParse(env[name] ?? String(defaults[name])).data ?? null;
  const problems = new Map<string, string>();

  function check(name: TimeoutName, relation: 'less than' | 'at most', bound: TimeoutName): void {
    const [value, max] = [timeOf(name), timeOf(bound)];
    if (value === null || max === null || value < max) return;
    if (value === max && relation === 'at most') return;
    const own = env[name] ? '' : `; it is ${value} unless set, so set it too`;
    const other = env[bound] ? '' : `, which is ${max} unless set`;
    problems.set(name, `${name}: expected ${relation} ${bound}${other}${own}`);
  }

  check('UPSTREAM_TIMEOUT_MS', 'less than', 'REQUEST_DEADLINE_MS');
  check('UPSTREAM_CONNECT_TIMEOUT_MS', 'at most', 'UPSTREAM_TIMEOUT_MS');
  return problems;
}
