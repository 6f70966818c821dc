import { blocks, readText } from '../docs/pages.ts';
import { deployFolder } from './kustomize.ts';
import type { Secrets } from './pods.ts';

export const page = 'docs/deploying.md';

const values: Readonly<Record<string, string>> = {
  BUTTER_API_KEY: 'sandbox-butter-key',
  BURKI_API_KEY: 'sandbox-burki-key',
  API_KEYS: 'web:0123456789abcdef',
  REDIS_PASSWORD: 'a-password-of-redis',
  POSTGRES_PASSWORD: 'a-password-of-postgres',
  REDIS_URL: 'rediss://:a-password@redis.example:6379',
  INDEX_URL: 'postgres://switchboard:a-password@postgres.example:5432/calls?sslmode=verify-full',
};

export const exampleFile = `${deployFolder}/secret.example.env`;

/** The lines of a file of variables, as `kubectl create secret --from-env-file` reads them. */
export const readEnvLines = (path: string): Record<string, string> =>
  Object.fromEntries(
    readText(path)
      .split('\n')
      .filter(line => line !== '' && !line.startsWith('#'))
      .map(line => line.split(/=(.*)/s).slice(0, 2)),
  );

function keysOf(command: string): string[] {
  const literals = [...command.matchAll(/--from-literal=(\w+)=/g)].map(([, key = '']) => key);
  return command.includes('--from-env-file=') ? Object.keys(readEnvLines(exampleFile)) : literals;
}

/** The Secrets that the commands of the page create for an overlay, with the keys of these commands. */
export function secretsFor(overlay: string): Secrets {
  const commands = blocks(page, 'sh')
    .filter(block => !block.includes('apply -k') || block.includes(`apply -k ${deployFolder}/${overlay}\n`))
    .flatMap(block => block.replaceAll('\\\n', ' ').split('\n'))
    .map(command => ({ command, name: / create secret generic (\S+)/.exec(command)?.[1] }));
  return Object.fromEntries(
    commands.flatMap(({ command, name }) =>
      name ? [[name, Object.fromEntries(keysOf(command).map(key => [key, values[key] ?? '']))]] : [],
    ),
  );
}
