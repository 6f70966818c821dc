import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../../src/sandbox/index.ts';
import { abuses } from '../abuse/abuse-table.ts';
import { halves } from '../observability/halves.ts';
import { addresses } from '../resilience/addresses.ts';
import { type Asked, asked, codesIn } from '../resilience/asked.ts';
import { faultRows } from '../resilience/fault-table.ts';
import { type GatewayProcess, quantile, startGatewayProcess } from './gateway-process.ts';
import { longCalls, measureLongCall, spread } from './long-calls.ts';

// Prints docs/resilience.md's tables as measured on this machine: `npm run figures:resilience`.

const butterCall = (sid = 'call_abc123def456') => `{ callBySid(sid: "${sid}") { status turns { number } } }`;
const burkiCall = '{ callByDatabaseId(databaseId: 101) { status } }';

const print = (...cells: readonly (string | number)[]): void => console.log(`| ${cells.join(' | ')} |`);
const rounded = (figure: number): string => figure.toFixed(figure < 10 ? 1 : 0);

/** Each fault strikes a gateway of its own, so that no breaker is open from the fault before. */
async function measureFaults(): Promise<void> {
  print(
    'What is asked',
    'and what happens',
    'the answer is',
    'after ms',
    'upstream requests',
    'memory MB more',
  );
  print('---', '---', '---', '---:', '---:', '---:');
  for (const row of faultRows) {
    const question = asked[row.asks];
    const address = row.at && (await addresses[row.at]());
    const gateway = await startGatewayProcess(address && { [`${question.source}_URL`]: address.url });
    const sandbox = question.source === 'BUTTER' ? gateway.butter : gateway.burki;
    const struck = () => sandbox.requests.filter(({ route }) => route === question.route);
    // One that is not there is not asked, so that no breaker is open from that.
    for (let each = 0; each < 20; each += 1) await gateway.ask(address ? '{ __typename }' : question.query);
    sandbox.forget();
    if (row.fault) sandbox.play({ route: question.route, fault: row.fault });
    const { result, growth } = await whileSampling(gateway, () =>
      row.leaves ? leave(gateway, question.query, struck) : answer(gateway, question),
    );
    print(question.title, row.name, ...result, struck().length, rounded(growth));
    await gateway.close();
    address?.close();
  }
}

type Result = readonly [answer: string, milliseconds: string];

async function answer(gateway: GatewayProcess, question: Asked): Promise<Result> {
  const reply = await gateway.ask(question.query);
  return [codesIn(question, reply)[0] ?? 'whole', rounded(reply.milliseconds)];
}

/** A client that leaves once the source has been asked; timed until what it cost has ended. */
async function leave(
  gateway: GatewayProcess,
  query: string,
  struck: () => readonly { readonly disconnected: boolean }[],
): Promise<Result> {
  const client = new AbortController();
  const asking = gateway.ask(query, client.signal).catch(() => null);
  while (struck().length === 0) await wait(1);
  client.abort();
  const leftAt = performance.now();
  await asking;
  while (!struck().every(({ disconnected }) => disconnected)) await wait(1);
  return ['nobody hears one', rounded(performance.now() - leftAt)];
}

async function whileSampling<T>({ memory }: GatewayProcess, run: () => Promise<T>) {
  const before = memory();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, memory());
  }, 5);
  const result = await run();
  clearInterval(sampling);
  return { result, growth: peak - before };
}

/** Each abuse is sent three times while a small query is asked beside it. */
async function measureAbuses(): Promise<void> {
  print(
    'When a client sends …',
    'the answer is',
    'after ms',
    'a query beside it waits at most ms',
    'upstream requests',
  );
  print('---', '---', '---:', '---:', '---:');
  const gateway = await startGatewayProcess({ RATE_LIMIT_PER_MINUTE: 'off' });
  await gateway.ask(burkiCall);
  for (const [name, body, headers] of abuses) {
    gateway.butter.forget();
    gateway.burki.forget();
    let waits = 0;
    let reply = await gateway.send(body, headers);
    for (let round = 0; round < 3; round += 1) {
      const abuse = gateway.send(body, headers);
      waits = Math.max(waits, (await gateway.ask('{ __typename }')).milliseconds);
      reply = await abuse;
    }
    const code = [...new Set(reply.codes)].join(' ') || 'whole';
    const requests = gateway.butter.requests.length + gateway.burki.requests.length;
    print(name, `${reply.status} ${code}`, rounded(reply.milliseconds), rounded(waits), requests);
  }
  await gateway.close();
}

/** 100 clients each, which half ask at once, while a query is asked beside them. */
async function measureHalfOpen(): Promise<void> {
  print('When each of 100 clients …', 'all are gone after s', 'a query beside them waits at most ms');
  print('---', '---:', '---:');
  for (const [name, half] of Object.entries(halves)) {
    const gateway = await startGatewayProcess({ RATE_LIMIT_PER_MINUTE: 'off', OPEN_ACCESS: 'on' });
    const { hostname, port } = new URL(gateway.url);
    const startedAt = performance.now();
    const sockets = Array.from({ length: 100 }, () => {
      const socket = connect(Number(port), hostname).resume();
      socket.on('error', () => socket.destroy()).write(half);
      return socket;
    });
    let waits = 0;
    while (sockets.some(socket => !socket.closed)) {
      waits = Math.max(waits, (await gateway.ask('{ __typename }')).milliseconds);
      await wait(20);
    }
    print(name, ((performance.now() - startedAt) / 1000).toFixed(1), rounded(waits));
    await gateway.close();
  }
}

type Measurement = readonly [name: string, measure: (gateway: GatewayProcess) => Promise<string>];

const many = (times: number, ask: () => ReturnType<GatewayProcess['ask']>) =>
  Promise.all(Array.from({ length: times }, ask));

const measurements: readonly Measurement[] = [
  [
    'Total outage: attempts for each request needed, 500 in waves of 20',
    async ({ ask, butter }) => {
      butter.play({ fault: { kind: 'status', status: 503 } });
      for (let wave = 0; wave < 25; wave += 1) await many(20, () => ask(butterCall()));
      return (butter.requests.length / 500).toFixed(2);
    },
  ],
  [
    '5 % random faults: whole answers of 2,000',
    async ({ ask, butter }) => {
      butter.play({ probability: 0.05, fault: { kind: 'status', status: 500 } });
      let whole = 0;
      for (let wave = 0; wave < 100; wave += 1)
        whole += (await many(20, () => ask(butterCall()))).filter(reply => reply.whole).length;
      return `${(whole / 20).toFixed(2)} %`;
    },
  ],
  [
    '200 calls hang on Butter: Burki answers meanwhile, p50 and p99 of 500',
    async ({ ask, butter }) => {
      butter.play({ fault: { kind: 'hang' } });
      const hanging = many(200, () => ask(butterCall(`call_${Math.random().toString(36).slice(2)}`)));
      const times: number[] = [];
      for (let each = 0; each < 500; each += 1) times.push((await ask(burkiCall)).milliseconds);
      await hanging;
      return `${rounded(quantile(times, 0.5))} ms, ${rounded(quantile(times, 0.99))} ms`;
    },
  ],
  [
    '400 calls at once, all hanging: refused at once (OVERLOADED)',
    async ({ ask, butter }) => {
      butter.play({ fault: { kind: 'hang' } });
      const replies = await many(400, () => ask(butterCall(`call_${Math.random().toString(36).slice(2)}`)));
      const refused = replies
        .filter(({ codes }) => codes[0] === 'OVERLOADED')
        .map(reply => reply.milliseconds);
      return `${refused.length}, p99 ${rounded(quantile(refused, 0.99))} ms`;
    },
  ],
  [
    'Recovery from errors: from the moment Butter is back to a whole answer',
    gateway => recover(gateway, { kind: 'status', status: 500 }),
  ],
  [
    'Recovery from silence: the same, while a probe still hangs',
    gateway => recover(gateway, { kind: 'hang' }),
  ],
];

async function recover({ ask, butter }: GatewayProcess, fault: Fault): Promise<string> {
  const heal = butter.play({ fault });
  await many(50, () => ask(butterCall()));
  // Another one that is let through as a probe, and meets the fault.
  void ask(butterCall());
  await wait(1_200);
  void ask(butterCall());
  await wait(100);
  heal();
  const healedAt = performance.now();
  while (!(await ask(butterCall())).whole) await wait(10);
  return `${rounded(performance.now() - healedAt)} ms`;
}

/** Each long call is asked five times while small queries are asked from another process. */
async function measureLongCalls(): Promise<void> {
  print(
    'While a client asks for …',
    'its answer takes ms',
    'a query beside it takes ms: median, p99, at most',
    'beside an idle gateway',
  );
  print('---', '---:', '---:', '---:');
  for (const [name, query] of Object.entries(longCalls)) {
    const { took, beside, idle } = await measureLongCall(query);
    print(name, rounded(took), spread(beside), spread(idle));
  }
}

await measureFaults();
console.log();
await measureAbuses();
console.log();
await measureHalfOpen();
console.log();
await measureLongCalls();
console.log();
print('Under load', 'figure');
print('---', '---');
for (const [name, measure] of measurements) {
  const gateway = await startGatewayProcess();
  print(name, await measure(gateway));
  await gateway.close();
}
