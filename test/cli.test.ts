import { expect, test } from 'vitest';
import { parseCommand, usage } from '../src/cli.ts';
import { readText } from './docs/pages.ts';

const parse = (line: string) => parseCommand(line.split(' ').filter(word => word !== ''));
const ports = { BUTTER: 4001, BURKI: 4002 };

test.each([
  ['', 'gateway'],
  ['check', 'check'],
  ['schema', 'schema'],
  ['--help', 'help'],
  ['-v', 'version'],
])('`switchboard %s` is the command %s', (line, name) => {
  expect(parse(line)).toEqual({ name });
});

test('sandboxes keep their defaults and usual ports where no option is given', () => {
  expect(parse('sandbox')).toEqual({ name: 'sandbox', ports, options: {} });
});

test('sandboxes take their size, seed, ports and rates from options', () => {
  expect(parse('sandbox --calls 100000 --butter-port 5001 --burki-port=0 --seed 7')).toEqual({
    name: 'sandbox',
    ports: { BUTTER: 5001, BURKI: 0 },
    options: { calls: 100_000, seed: 7 },
  });
  expect(parse('sandbox --arrivals 0.5 --deletions 1 --late-billing --cursor-seconds 60')).toEqual({
    name: 'sandbox',
    ports,
    options: { arrivalsPerSecond: 0.5, deletionsPerSecond: 1, lateBilling: true, cursorSeconds: 60 },
  });
});

test('sandboxes take the address of a container', () => {
  expect(parse('sandbox --host 0.0.0.0')).toEqual({ name: 'sandbox', ports, options: { host: '0.0.0.0' } });
});

test.each([
  ['serve', 'There is no command `serve`.'],
  ['check --calls 5', 'There is no command `check --calls 5`.'],
  ['sandbox now', 'There is no command `sandbox now`.'],
  ['sandbox --port 4001', 'There is no option `--port` of `switchboard sandbox`.'],
  ['sandbox -p', 'There is no option `--p` of `switchboard sandbox`.'],
  ['sandbox --constructor 1', 'There is no option `--constructor` of `switchboard sandbox`.'],
  ['sandbox --calls', '--calls: expected a whole number from 0 to 1000000.'],
  ['sandbox --calls many', '--calls: expected a whole number from 0 to 1000000.'],
  ['sandbox --calls -5', '--calls: expected a whole number from 0 to 1000000.'],
  ['sandbox --calls 1.5', '--calls: expected a whole number from 0 to 1000000.'],
  ['sandbox --calls 1000001', '--calls: expected a whole number from 0 to 1000000.'],
  ['sandbox --calls --seed 5', '--calls: expected a whole number from 0 to 1000000.'],
  ['sandbox --butter-port 70000', '--butter-port: expected a whole number from 0 to 65535.'],
  ['sandbox --arrivals fast', '--arrivals: expected a decimal number from 0 to 100.'],
  ['sandbox --arrivals 101', '--arrivals: expected a decimal number from 0 to 100.'],
  ['sandbox --cursor-seconds 0', '--cursor-seconds: expected a whole number from 1 to 1000000.'],
  ['sandbox --host', '--host: expected a host name or address.'],
  ['sandbox --host http://localhost', '--host: expected a host name or address.'],
  ['sandbox --late-billing=no', '--late-billing takes no value.'],
])('`switchboard %s` is refused in a sentence', (line, sentence) => {
  expect(() => parse(line)).toThrow(`${sentence} See \`switchboard --help\`.`);
});

test('the usage and docs/sandboxes.md have the same options, each of which is read', () => {
  const [, options = ''] = usage.split('Options of sandbox:');
  const described = [...options.matchAll(/^ {2}(--[a-z-]+) /gm)].map(([, option = '']) => option);
  const documented = [...readText('docs/sandboxes.md').matchAll(/^\| `(--[a-z-]+)` \|/gm)].map(
    ([, option = '']) => option,
  );
  expect(described).toEqual(documented);
  for (const option of documented) {
    const value = option === '--late-billing' ? '' : '1';
    expect(() => parse(`sandbox ${option} ${value}`)).not.toThrow();
  }
});
