import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settingNames } from '../src/config/env-var.ts';
import { readConfig } from '../src/config/index.ts';
import { isServiceLink } from '../src/config/service-links.ts';
import { editDistance } from '../src/domain/edit-distance.ts';
import { runMain } from './run-main.ts';
import { configOf, problemsOf } from './settings.ts';

const settings = settingNames();
const didYouMean = (name: string, meant: string) =>
  `${name}: there is no such setting; did you mean ${meant}?`;

test.each([
  ['BUTTER_APIKEY', 'BUTTER_API_KEY'],
  ['BUTTER_API_KEYS', 'BUTTER_API_KEY'],
  ['Butter_Api_Key', 'BUTTER_API_KEY'],
  [
    'BURKI_TOKEN_URL',
    'BURKI_URL, BURKI_API_KEY, BURKI_ACCOUNT, BURKI_SCAN_PAGES, BURKI_RPS or BURKI_API_KEY_FILE',
  ],
  [
    'BURKI_CREDIT_PRICE',
    'BURKI_URL, BURKI_API_KEY, BURKI_ACCOUNT, BURKI_SCAN_PAGES, BURKI_RPS or BURKI_API_KEY_FILE',
  ],
  ['BURIK_API_KEY', 'BURKI_API_KEY'],
  ['API_KEY', 'API_KEYS'],
  ['api_keys', 'API_KEYS'],
  ['Metrics_Prot', 'METRICS_PORT'],
  ['JWT_JWK_URL', 'JWT_JWKS_URL'],
  ['RATE_LIMIT_PER_MINUT', 'RATE_LIMIT_PER_MINUTE'],
])('%s stops the start, and names %s', (name, meant) => {
  expect(problemsOf({ [name]: 'hush-hush' })).toEqual([didYouMean(name, meant)]);
});

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ_'];
const letter = fc.constantFrom(...letters);
const edited = fc
  .tuple(
    fc.constantFrom(...settings),
    fc.nat(),
    letter,
    fc.constantFrom('insert', 'delete', 'replace', 'swap'),
  )
  .map(([setting, position, other, edit]) => {
    const index = position % setting.length;
    const [head, first, second] = [setting.slice(0, index), setting[index] ?? '', setting[index + 1] ?? ''];
    const tail = setting.slice(index + 1);
    const name = {
      insert: head + other + first + tail,
      delete: head + tail,
      replace: head + other + tail,
      swap: head + second + first + tail.slice(1),
    }[edit];
    return { setting, name: name ?? setting };
  });

test('any setting of eight letters or more with one edit stops the start', () => {
  fc.assert(
    fc.property(edited, ({ setting, name }) => {
      fc.pre(!settings.includes(name) && name !== '' && !isServiceLink(name, 'hush-hush'));
      const isOfSource = /^(BUTTER|BURKI)_/.test(name);
      fc.pre(setting.length >= 8 || isOfSource);
      const [problem = '', ...others] = problemsOf({ [name]: 'hush-hush' });
      expect(others).toEqual([]);
      const [, meant = ''] = /did you mean ([\w, ]+)\?$/.exec(problem) ?? [];
      const distances = meant.split(/, | or /).map(each => editDistance(name, each));
      expect(new Set(distances)).toEqual(new Set([1]));
      expect(problem).not.toContain('hush-hush');
    }),
    { numRuns: 1_000 },
  );
});

test('any setting of eight letters or more in another case stops the start', () => {
  const long = settings.filter(({ length }) => length >= 8);
  const cases = fc
    .tuple(fc.constantFrom(...long), fc.array(fc.boolean(), { minLength: 8 }))
    .map(([setting, isLower]) => [
      setting,
      [...setting].map((each, at) => (isLower[at] ? each.toLowerCase() : each)).join(''),
    ]);
  fc.assert(
    fc.property(cases, ([setting = '', name = '']) => {
      fc.pre(name !== setting && !/^[a-z]+_proxy$/.test(name) && !isServiceLink(name, 'x'));
      expect(problemsOf({ [name]: 'x' })).toEqual([didYouMean(name, setting)]);
    }),
  );
});

test('a name that is two edits or more from each setting is not looked at', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Z_]{1,20}$/), name => {
      fc.pre(!/^(BUTTER|BURKI)_/.test(name) && settings.every(setting => editDistance(name, setting) > 1));
      expect(problemsOf({ [name]: 'x' })).toEqual([]);
    }),
  );
});

test('the distance of two texts is that of the shortest series of edits', () => {
  const text = fc.stringMatching(/^[ab]{0,4}$/);
  fc.assert(
    fc.property(text, text, (from, to) => {
      expect(editDistance(from, to) <= 1).toBe(from === to || editsOf(from).has(to));
      expect(editDistance(from, to)).toBe(editDistance(to, from));
      expect(editDistance(from, to)).toBeLessThanOrEqual(Math.max(from.length, to.length));
    }),
  );
});

function editsOf(text: string): Set<string> {
  const edits = new Set<string>();
  for (let index = 0; index <= text.length; index += 1) {
    const [head, tail] = [text.slice(0, index), text.slice(index)];
    for (const other of 'ab') edits.add(head + other + tail).add(head + other + tail.slice(1));
    edits.add(head + tail.slice(1));
    if (tail.length > 1) edits.add(head + tail[1] + tail[0] + tail.slice(2));
  }
  return edits;
}

test.each([
  ['BUTTER_SERVICE_HOST', '10.0.0.7'],
  ['BUTTER_SERVICE_PORT', '4002'],
  ['BUTTER_SERVICE_PORT_HTTP', '4002'],
  ['BURKI_PORT', 'tcp://10.0.0.7:4002'],
  ['BURKI_PORT_4002_TCP', 'tcp://10.0.0.7:4002'],
  ['BURKI_PORT_4002_TCP_ADDR', '10.0.0.7'],
  ['BURKI_NAME', '/switchboard/burki'],
  ['BURKI_API_NAME', '/switchboard/burki-api'],
  ['BURKI_ENV_PYTHON_VERSION', '3.13'],
])('%s is what an orchestrator injects', (name, value) => {
  expect(problemsOf({ [name]: value })).toEqual([]);
});

test('names that are settings, and empty variables, are no misspelled settings', () => {
  for (const name of settings) expect(problemsOf({ [name]: '\0' }).join()).not.toContain('did you mean');
  expect(
    problemsOf({
      BUTTER_APIKEY: '',
      HTTPS_PROXY: 'http://a.example',
      http_proxy: 'http://b.example',
      no_proxy: '*',
    }),
  ).toEqual([]);
});

test('STRICT_ENV=off turns it into a warning', async () => {
  const env = { STRICT_ENV: 'off', BUTTER_APIKEY: 'hush-hush' };
  const warnings = [didYouMean('BUTTER_APIKEY', 'BUTTER_API_KEY')];
  expect(readConfig(env)).toEqual({ config: configOf({}), warnings });
  const { says, printed } = await runMain({ ...env, PORT: '0' });
  await says(/listening/);
  expect(printed.err).toBe(`${warnings[0]}\n`);
  const logged = await runMain({ ...env, PORT: '0', LOG_LEVEL: 'warn' });
  await logged.says(/"level":"warn".*did you mean BUTTER_API_KEY/);
});

test.each([
  'OTEL_SDK_DISABLED',
  'OTEL_SERVICE_NAME',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_LOG_LEVEL',
  'OTEL_PROPAGATORS',
  'OTEL_TRACES_EXPORTER',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'OTEL_BSP_MAX_QUEUE_SIZE',
  'OTEL_BSP_SCHEDULE_DELAY',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TIMEOUT',
  'OTEL_EXPORTER_OTLP_CERTIFICATE',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
])('%s is a setting of OpenTelemetry', name => {
  expect(readConfig({ [name]: 'x' })).toHaveProperty('config');
});
