import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runMain } from './run-main.ts';
import { configOf, type Environment, problemsOf } from './settings.ts';

const goodKey = 'a-key-that-nobody-guesses';
const tokens = {
  JWT_JWKS_URL: 'https://login.example.com/keys',
  JWT_ISSUER: 'https://login.example.com/',
  JWT_AUDIENCE: 'switchboard',
};
const problem = (reason: string) =>
  `SANDBOX: expected, because no source is configured and ${reason}: set BUTTER_API_KEY or BURKI_API_KEY to serve ` +
  'real calls, or SANDBOX=butter,burki to serve invented ones';

/** Signs that a deployment is for other people, with what a problem says of each. */
const signs: readonly [Environment, string][] = [
  [{ API_KEYS: goodKey }, 'API_KEYS is set'],
  [tokens, 'JWT_JWKS_URL is set'],
  [{ HOST: '0.0.0.0', OPEN_ACCESS: 'on' }, 'HOST is no loopback address'],
  [{ OPEN_ACCESS: 'on' }, 'OPEN_ACCESS is on'],
  [{ HOST: 'localhost', OPEN_ACCESS: 'true' }, 'OPEN_ACCESS is on'],
  [{ TRUST_PROXY: 'on' }, 'TRUST_PROXY is on'],
  [{ NODE_ENV: 'production' }, 'NODE_ENV is production'],
];

const realKey = fc.constantFrom<Environment>({ BUTTER_API_KEY: 'a-key' }, { BURKI_API_KEY: 'a-key' }, {});
const sandbox = fc.constantFrom<Environment>({ SANDBOX: 'butter' }, { SANDBOX: 'burki,butter' }, {});

test.each(signs)('%o stops a start on sandboxes that nobody has named', (environment, reason) => {
  expect(problemsOf(environment)).toEqual([problem(reason)]);
  for (const port of ['0', '']) expect(problemsOf({ ...environment, PORT: port })).toEqual([problem(reason)]);
});

test.each<Environment>([
  {},
  { HOST: 'localhost' },
  { OPEN_ACCESS: 'off', TRUST_PROXY: 'off' },
  { CORS_ORIGINS: 'http://localhost:5173' },
])('%o starts on sandboxes', environment => {
  expect(problemsOf(environment)).toEqual([]);
});

test('invented calls are served to other people only if SANDBOX names their source', () => {
  const sign = fc.constantFrom<Environment>(...signs.map(([environment]) => environment), {});
  fc.assert(
    fc.property(sign, realKey, sandbox, (environment, real, named) => {
      const all = { ...environment, ...real, ...named };
      const isPrivate = Object.keys(environment).length === 0;
      const isDecided = Object.keys({ ...real, ...named }).length > 0;
      if (!isPrivate && !isDecided) {
        expect(problemsOf(all)).toHaveLength(1);
        return;
      }
      const invented = Object.entries(configOf(all).sources).filter(([, { mode }]) => mode === 'SANDBOX');
      const allowed = isPrivate && !isDecided ? 'BUTTER,BURKI' : (named['SANDBOX'] ?? '').toUpperCase();
      for (const [name] of invented) expect(allowed).toContain(name);
    }),
  );
});

test('the process says which variables to set, and starts once they are', async () => {
  const env = { NODE_ENV: 'production', PORT: '0' };
  const refused = await runMain(env);
  expect(await refused.ended).toBe(1);
  expect(refused.printed.err).toContain(problem('NODE_ENV is production'));
  await (await runMain({ ...env, SANDBOX: 'butter,burki' })).says(/is listening/);
});
