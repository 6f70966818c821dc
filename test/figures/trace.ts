import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../listen.ts';
import { type CallCounter, type CalledFunction, countable, startCallCounter } from './call-counter.ts';
import { type GatewayProcess, startGatewayProcess } from './gateway-process.ts';

// Counts the files and functions of the gateway that one request on the fast path enters: `npm run trace`. With
// `-- --functions` it lists each function; with `-- --check` it exits with 1 if the first scenario exceeds the limits.

const limits = { files: 45, calls: 250 };
const options = new Set(process.argv.slice(2));

const query = 'query ($sid: String!) { callBySid(sid: $sid) { status } }';
const bodyOf = (sid: string, extensions = {}) => JSON.stringify({ query, variables: { sid }, extensions });
const documented = 'call_abc123def456';

/** One field of the documented call, which is the same in each sandbox; every scenario has a gateway of its own. */
interface Scenario {
  readonly name: string;
  /** The requests before the one that is counted, after the general warm-up. */
  readonly before: readonly string[];
  readonly body: string;
}

const scenarios: readonly [Scenario, ...Scenario[]] = [
  {
    name: 'known document, call cached',
    before: [bodyOf(documented)],
    body: bodyOf(documented, { other: true }),
  },
  { name: 'known document, call not cached', before: [], body: bodyOf(documented) },
  {
    name: 'new document, call not cached',
    before: [],
    body: JSON.stringify({ query: `{ callBySid(sid: "${documented}") { status } }` }),
  },
  {
    name: 'response cached',
    before: [bodyOf(documented), bodyOf(documented), bodyOf(documented)],
    body: bodyOf(documented),
  },
];

/** Fewer requests to Butter than its default quota lets pass in a second, so that no request waits. */
const warmUpOf = ({ butter }: GatewayProcess): readonly string[] => [
  JSON.stringify({ query: '{ callByDatabaseId(databaseId: 101) { status transcript { text } } }' }),
  JSON.stringify({ query: '{ callSources { source state } }' }),
  ...butter.calls
    .filter(({ call_sid }) => call_sid !== documented)
    .slice(0, 5)
    .map(({ call_sid }) => bodyOf(call_sid)),
];

/** Counts one request against a gateway with its default settings, but without log lines. */
async function trace({ before, body }: Scenario): Promise<readonly CalledFunction[]> {
  // `--inspect-wait=0` would print its port to stderr only.
  const port = await freePort();
  const [gateway, counter] = await Promise.all([
    startGatewayProcess({ BUTTER_RPS: '10', CACHE: 'on', NODE_OPTIONS: countable(port) }),
    startCallCounter(port),
  ]);
  for (const earlier of [...warmUpOf(gateway), ...before]) await gateway.send(earlier);
  const called = await countRequest(gateway, counter, body);
  await counter.close();
  await gateway.close();
  return called;
}

/** Waits before and after, so that exactly one request is counted with its record, metrics and connection. */
async function countRequest(gateway: GatewayProcess, counter: CallCounter, body: string) {
  await wait(100);
  await counter.take();
  const { whole } = await gateway.send(body);
  await wait(100);
  if (!whole) throw new Error('The gateway did not answer the request.');
  return counter.take();
}

const callsOf = (functions: readonly CalledFunction[]): number =>
  functions.reduce((sum, { calls }) => sum + calls, 0);

/** The functions of each file, the file with most calls first. */
function byFile(functions: readonly CalledFunction[]): [file: string, functions: CalledFunction[]][] {
  const files = new Map<string, CalledFunction[]>();
  for (const called of functions) files.set(called.file, [...(files.get(called.file) ?? []), called]);
  return [...files].sort(([, a], [, b]) => callsOf(b) - callsOf(a));
}

const print = (...cells: readonly (string | number)[]): void => console.log(`| ${cells.join(' | ')} |`);

function printFiles(functions: readonly CalledFunction[]): void {
  print('File', 'Calls');
  print('---', '---:');
  for (const [file, called] of byFile(functions)) {
    print(file, callsOf(called));
    if (!options.has('--functions')) continue;
    for (const { name, line, calls } of called) print(`${file}:${line} ${name || '(anonymous)'}`, calls);
  }
}

const [first, ...others] = scenarios;
const traced = await trace(first);
const [files, calls] = [byFile(traced).length, callsOf(traced)];
printFiles(traced);
console.log(`\n${first.name}: files: ${files}, calls: ${calls}`);
for (const scenario of others) {
  const other = await trace(scenario);
  console.log(`${scenario.name}: files: ${byFile(other).length}, calls: ${callsOf(other)}`);
}
if (options.has('--check') && (files > limits.files || calls > limits.calls)) {
  console.error(`Above the limits of ${limits.files} files and ${limits.calls} calls.`);
  process.exitCode = 1;
}
