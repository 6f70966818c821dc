export type Command = 'gateway' | 'sandbox' | 'check' | 'schema' | 'help' | 'version';

const commands: ReadonlyMap<string | undefined, Command> = new Map<string | undefined, Command>([
  [undefined, 'gateway'],
  ['sandbox', 'sandbox'],
  ['check', 'check'],
  ['schema', 'schema'],
  ['help', 'help'],
  ['--help', 'help'],
  ['-h', 'help'],
  ['--version', 'version'],
  ['-v', 'version'],
]);

/** Parses the command line; null if the arguments are not known. The default is `gateway`. */
export const readCommand = ([word, ...rest]: readonly string[]): Command | null =>
  rest.length > 0 ? null : (commands.get(word) ?? null);

export const usage = `Usage: switchboard [command]

One GraphQL graph over the phone calls that Butter AI and Burki hold.

Commands:
  (none)      runs the gateway, on two built-in sandboxes unless settings say otherwise
  sandbox     runs the two sandboxes alone, on ports 4001 and 4002
  check       sends one request to each source, prints how each ended, and exits with 1 unless all is well
  schema      prints the schema, for code generators, editors and composers
  --help      prints this
  --version   prints the version

Settings are environment variables, or lines of a file .env in the folder you start from:
  BUTTER_API_KEY and BURKI_API_KEY ask the real APIs; PORT (4000) and HOST (127.0.0.1) say where to listen.
  docs/configuration.md in this package lists all of them.`;
