import { parseArgs } from 'node:util';
import { type SourceName, sourceNames } from './domain/source-name.ts';

/** Sandboxes as the command line asks for them; an absent option keeps its default. */
export interface SandboxCommand {
  readonly name: 'sandbox';
  readonly ports: Readonly<Record<SourceName, number>>;
  readonly options: SandboxOptions;
}

interface SandboxOptions {
  readonly host?: string;
  readonly calls?: number;
  readonly seed?: number;
  readonly arrivalsPerSecond?: number;
  readonly deletionsPerSecond?: number;
  readonly cursorSeconds?: number;
  readonly lateBilling?: boolean;
}

/** The gateway; `otel` starts the SDK of OpenTelemetry with it. */
export interface GatewayCommand {
  readonly name: 'gateway';
  readonly otel?: true;
}

type PlainCommand = 'check' | 'schema' | 'help' | 'version';

export type Command = { readonly name: PlainCommand } | GatewayCommand | SandboxCommand;

const plainCommands: ReadonlyMap<string, PlainCommand> = new Map<string, PlainCommand>([
  ['check', 'check'],
  ['schema', 'schema'],
  ['help', 'help'],
  ['--help', 'help'],
  ['-h', 'help'],
  ['--version', 'version'],
  ['-v', 'version'],
]);

const failure = (message: string) => new Error(`${message} See \`switchboard --help\`.`);

/** Parses the command line; the default is `gateway`. Throws an error for people. */
export function parseCommand(args: readonly string[]): Command {
  const [word, ...rest] = args;
  if (word === 'sandbox') return parseSandbox(rest);
  if (word === undefined) return { name: 'gateway' };
  if (word === '--otel' && rest.length === 0) return { name: 'gateway', otel: true };
  const name = plainCommands.get(word);
  if (name === undefined || rest.length > 0) throw failure(`There is no command \`${args.join(' ')}\`.`);
  return { name };
}

interface NumberOption {
  readonly expected: string;
  readonly pattern: RegExp;
  readonly min: number;
  readonly max: number;
}

const whole = (min: number, max: number): NumberOption => ({
  expected: `a whole number from ${min} to ${max}`,
  pattern: /^\d+$/,
  min,
  max,
});

const rate: NumberOption = {
  expected: 'a decimal number from 0 to 100',
  pattern: /^\d+(\.\d+)?$/,
  min: 0,
  max: 100,
};

const portOption = (name: SourceName): string => `${name.toLowerCase()}-port`;

const numberOptions: ReadonlyMap<string, NumberOption> = new Map([
  ...sourceNames.map(name => [portOption(name), whole(0, 65_535)] as const),
  ['calls', whole(0, 1_000_000)],
  ['seed', whole(0, 1_000_000)],
  ['arrivals', rate],
  ['deletions', rate],
  ['cursor-seconds', whole(1, 1_000_000)],
]);

const lateBilling = 'late-billing';
const host = 'host';

function readNumber(name: string, text: string | undefined): number {
  const option = numberOptions.get(name);
  if (!option) throw failure(`There is no option \`--${name}\` of \`switchboard sandbox\`.`);
  const { expected, pattern, min, max } = option;
  const number = pattern.test(text ?? '') ? Number(text) : Number.NaN;
  if (!(number >= min && number <= max)) throw failure(`--${name}: expected ${expected}.`);
  return number;
}

function readHost(text: string | undefined): string {
  if (text !== undefined && /^[A-Za-z0-9.:_-]{1,253}$/.test(text)) return text;
  throw failure(`--${host}: expected a host name or address.`);
}

/** Reads the options without Node's own messages, which differ from version to version. */
function readOptions(args: readonly string[]) {
  const named = [...numberOptions.keys(), host].map(name => [name, { type: 'string' as const }]);
  const options = { ...Object.fromEntries(named), [lateBilling]: { type: 'boolean' as const } };
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const numbers = new Map<string, number>();
  let isBilledLate = false;
  let listensOn: string | undefined;
  for (const token of tokens) {
    if (token.kind !== 'option') throw failure(`There is no command \`sandbox ${args.join(' ')}\`.`);
    if (token.name === host) listensOn = readHost(token.value);
    else if (token.name !== lateBilling) numbers.set(token.name, readNumber(token.name, token.value));
    else if (token.value !== undefined) throw failure(`--${lateBilling} takes no value.`);
    else isBilledLate = true;
  }
  return { numbers, isBilledLate, listensOn };
}

const firstPort = 4_001;

function parseSandbox(args: readonly string[]): SandboxCommand {
  const { numbers, isBilledLate, listensOn } = readOptions(args);
  const ports = sourceNames.map((name, index) => [name, numbers.get(portOption(name)) ?? firstPort + index]);
  const given = {
    host: listensOn,
    calls: numbers.get('calls'),
    seed: numbers.get('seed'),
    arrivalsPerSecond: numbers.get('arrivals'),
    deletionsPerSecond: numbers.get('deletions'),
    cursorSeconds: numbers.get('cursor-seconds'),
    lateBilling: isBilledLate || undefined,
  };
  return {
    name: 'sandbox',
    ports: Object.fromEntries(ports),
    options: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

function describePort(name: SourceName, index: number): string {
  const option = `--${portOption(name)} <port>`;
  return `  ${option.padEnd(24)} port instead of ${firstPort + index}; 0 takes a free one`;
}

export const usage = `Usage: switchboard [command]

One GraphQL graph over the phone calls that Butter AI and Burki hold.

Commands:
  (none)      runs the gateway, on two built-in sandboxes unless settings say otherwise
  sandbox     runs the two sandboxes alone, on ports 4001 and 4002
  check       sends one request to each source, prints how each ended, and exits with 1 unless all is well
  schema      prints the schema, for code generators, editors and composers
  --otel      runs the gateway with traces of OpenTelemetry, by the settings OTEL_… of its SDK; see docs/tracing.md
  --help      prints this
  --version   prints the version

Options of sandbox:
${sourceNames.map(describePort).join('\n')}
  --host <address>         address of both instead of 127.0.0.1, such as 0.0.0.0 in a container
  --calls <number>         calls of each sandbox (320); above 1500 they are lifelike and span two years
  --seed <number>          another seed invents other calls (1)
  --arrivals <rate>        new calls a second, which ring, go on and end by the clock (0)
  --deletions <rate>       calls a second that vanish (0)
  --late-billing           Butter's costs come minutes after the end of a call, and a few change three days later
  --cursor-seconds <time>  life of a cursor of Butter, which is refused afterwards (no end)

Settings are environment variables, or lines of a file .env in the folder you start from:
  BUTTER_API_KEY and BURKI_API_KEY ask the real APIs; PORT (4000) and HOST (127.0.0.1) say where to listen.
  docs/configuration.md in this package lists all of them.`;
