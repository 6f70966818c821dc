import { setTimeout as wait } from 'node:timers/promises';
import { startGatewayProcess } from './gateway-process.ts';

// Two minutes of mixed queries with 2 % faults: memory and open files must stay flat. `npm run figures:soak`.

const seconds = Number(process.argv[2] ?? 120);
const clients = 16;
const gateway = await startGatewayProcess();
for (const sandbox of [gateway.butter, gateway.burki])
  for (const kind of ['reset', 'truncate'] as const) sandbox.play({ probability: 0.01, fault: { kind } });

const sids = gateway.butter.calls.map(call => call.call_sid);
const queries = [
  (turn: number) =>
    `{ callBySid(sid: "${sids[turn % sids.length]}") { status turns { events { text } } transcript { text } cost { total } } }`,
  (turn: number) =>
    `{ callByDatabaseId(databaseId: ${1000 + (turn % 300)}) { status transcript { text } recordings { url } } }`,
  () =>
    '{ calls(first: 25) { edges { node { sid status duration agentName cost { total } } } coverage { state } } }',
];

const until = performance.now() + seconds * 1000;
let asked = 0;
let whole = 0;

async function client(number: number): Promise<void> {
  for (let turn = number; performance.now() < until; turn += clients) {
    const query = queries[turn % queries.length]?.(turn) ?? '';
    const reply = await gateway.ask(query);
    asked += 1;
    if (reply.whole) whole += 1;
  }
}

/** Warm after ten seconds; what comes on top later is a leak. */
async function sample(): Promise<void> {
  let warm = Number.POSITIVE_INFINITY;
  console.log('| second | memory MB | open files | answers | whole |\n| ---: | ---: | ---: | ---: | ---: |');
  for (let second = 0; second <= seconds; second += 10) {
    const share = asked === 0 ? '' : `${((100 * whole) / asked).toFixed(2)} %`;
    console.log(
      `| ${second} | ${gateway.memory().toFixed(0)} | ${gateway.openFiles()} | ${asked} | ${share} |`,
    );
    if (second === 10) warm = gateway.memory();
    if (gateway.memory() > warm * 1.5) process.exitCode = 1;
    await wait(10_000);
  }
}

await Promise.all([sample(), ...Array.from({ length: clients }, (_, number) => client(number))]);
await gateway.close();
