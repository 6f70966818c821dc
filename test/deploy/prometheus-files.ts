import { spawnSync } from 'node:child_process';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { locate, readText } from '../docs/pages.ts';

const isInstalled = spawnSync('promtool', ['--version']).status === 0;

/** Why tests with Prometheus are left out; null where they are not, and in CI, where they fail without it. */
export const withoutPrometheus: string | null =
  isInstalled || env['CI'] ? null : 'Prometheus is not installed: on Debian, `apt-get install prometheus`';

if (withoutPrometheus) console.warn(`Tests with Prometheus are skipped: ${withoutPrometheus}`);

export const rulesFile = 'deploy/prometheus/rules.yaml';
export const configFile = 'deploy/prometheus/prometheus.yml';

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export const alertRules: readonly AlertRule[] = parse(readText(rulesFile)).groups.flatMap(
  ({ rules }: { rules: AlertRule[] }) => rules,
);

interface AlertTest {
  readonly alertname: string;
  readonly exp_alerts: readonly unknown[];
}

export const testFiles = [
  'deploy/prometheus/rules_test.yaml',
  'deploy/prometheus/rules_day_test.yaml',
] as const;

export const alertTests: readonly AlertTest[] = testFiles
  .flatMap((path): { alert_rule_test: AlertTest[] }[] => parse(readText(path)).tests)
  .flatMap(({ alert_rule_test }) => alert_rule_test);

/** Runs promtool on a file of the project; the exit code is 0 if the file is right. */
export function promtool(command: string, path: string) {
  const { status, stdout, stderr } = spawnSync(
    'promtool',
    [...command.split(' '), fileURLToPath(locate(path))],
    {
      encoding: 'utf8',
    },
  );
  return { status, output: `${stdout}${stderr}` };
}
