import { readFileSync, writeFileSync } from 'node:fs';
import { type Figure, printHead, printRow } from '../index/figure.ts';
import { arithmeticOf } from './arithmetic.ts';
import { measureDatabase } from './database.ts';
import { measureIndex } from './index-sizes.ts';
import { describeMachine } from './machine.ts';
import { tablesIn, withTables } from './page.ts';
import type { MeasurePart } from './part.ts';
import { measureReplicas } from './replicas.ts';
import { measureRequests } from './requests.ts';
import { openServers, type Servers } from './servers.ts';
import { type Tables, writeTable } from './tables.ts';

// Prints the tables of docs/sizing.md as measured on this machine: `npm run figures:sizing`, in about eight minutes.
// `-- --write` puts them into the page, with the arithmetic that follows from them; `-- --quick` takes a look in two minutes; the
// name of a part measures it alone. It fails if a figure misses its aim.

const parts: Readonly<Record<string, MeasurePart>> = {
  requests: measureRequests,
  replicas: measureReplicas,
  database: measureDatabase,
  index: measureIndex,
};

const page = new URL('../../../docs/sizing.md', import.meta.url);

const options = process.argv.slice(2);
const names = options.filter(option => !option.startsWith('--'));
const unknown = names.filter(name => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`No part is named ${unknown.join(' or ')}: expected ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

let text = readFileSync(page, 'utf8');
const figures: Figure[] = [];

async function measurePart(name: string, measure: MeasurePart, servers: Servers): Promise<void> {
  const startedAt = performance.now();
  const measured = await measure(servers);
  print(measured.tables);
  console.log(`\n${name} took ${((performance.now() - startedAt) / 1000).toFixed(0)} s.`);
  text = withTables(text, measured.tables);
  figures.push(...measured.figures);
}

function print(tables: Tables): void {
  for (const [section, table] of Object.entries(tables))
    console.log(`\n### ${section}\n\n${writeTable(table)}`);
}

const servers = await openServers(options.includes('--quick'));
try {
  const machine = { machine: await describeMachine(servers) };
  print(machine);
  if (names.length === 0) text = withTables(text, machine);
  for (const [name, measure] of Object.entries(parts))
    if (names.length === 0 || names.includes(name)) await measurePart(name, measure, servers);
} finally {
  await servers.close();
}

const arithmetic = arithmeticOf(tablesIn(text));
print(arithmetic);
if (options.includes('--write')) writeFileSync(page, withTables(text, arithmetic));

printHead('Figure', 'Aim', 'Measured', 'Verdict');
for (const { name, aim, measured, isMet } of figures)
  printRow(name, aim, measured, isMet ? 'held' : '**missed**');
if (figures.some(({ isMet }) => !isMet)) process.exitCode = 1;
