import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { openServer, openTakenPort } from '../local-server.ts';
import { type Program, runMain } from '../run-main.ts';

const graphAt = /listening: [^"]* at (http:[^"\s]+)/;
const metricsAt = /Metrics are at (http:[^"\s]+)\/metrics/;

const linesOf = ({ printed }: Program): Record<string, unknown>[] =>
  printed.out
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));

async function statusAt(url: string): Promise<unknown> {
  const response = await fetch(url, { headers: { connection: 'close' } });
  return [response.status, (await response.json()).status];
}

/** A program with a request under way, which its API answers when the test lets it. */
async function runBusy(env: Record<string, string> = {}) {
  const inbox = new EventEmitter<{ request: [ServerResponse] }>();
  const apiPort = await openServer(createServer((_, response) => void inbox.emit('request', response)));
  const program = await runMain({
    PORT: '0',
    METRICS_PORT: '0',
    LOG_LEVEL: 'info',
    BURKI_URL: `http://127.0.0.1:${apiPort}`,
    BURKI_API_KEY: 'key',
    UPSTREAM_TIMEOUT_MS: '9000',
    ...env,
  });
  const graph = await program.says(graphAt);
  const probes = await program.says(metricsAt);
  const arrived = once(inbox, 'request');
  const answer = ask(graph, '{ callByDatabaseId(databaseId: 7) { sid } }');
  const [response] = await arrived;
  return { program, graph, probes, answer, response };
}

const ask = (url: string, query: string) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  }).catch((error: unknown) => error);

describe('a gateway that is told to stop', () => {
  test('is not ready at once, refuses connections, finishes requests in flight, and exits with 0', async () => {
    const { program, graph, probes, answer, response } = await runBusy();
    expect(await statusAt(`${probes}/ready`)).toEqual([200, 'ready']);
    program.signal('SIGTERM');
    await expect.poll(() => statusAt(`${probes}/ready`)).toEqual([503, 'draining']);
    expect(await statusAt(`${probes}/health`)).toEqual([200, 'alive']);
    await expect.poll(() => ask(graph, '{ __typename }')).toBeInstanceOf(Error);
    response.end('{"id":7,"call_sid":"CA7"}');
    const answered = await answer;
    if (!(answered instanceof Response)) throw answered;
    expect(answered.headers.get('connection')).toBe('close');
    expect(await answered.json()).toEqual({ data: { callByDatabaseId: { sid: 'CA7' } } });
    expect(await program.ended).toBe(0);
    expect(linesOf(program).at(-1)).toMatchObject({ msg: 'request', outcome: 'ok', upstreamRequests: 1 });
  });

  test('aborts requests that do not finish in time, reports that, and still exits with 0', async () => {
    const { program, answer } = await runBusy({ DRAIN_TIMEOUT_MS: '50' });
    program.signal('SIGTERM');
    expect(await answer).toBeInstanceOf(Error);
    expect(await program.ended).toBe(0);
    expect(linesOf(program)).toContainEqual(
      expect.objectContaining({ level: 'warn', msg: 'requests cut off', dropped: 1 }),
    );
  });

  test('still accepts requests during the configured delay, while it is not ready', async () => {
    const { program, graph, probes } = await runBusy({ DRAIN_DELAY_MS: '600000' });
    program.signal('SIGINT');
    await expect.poll(() => statusAt(`${probes}/ready`)).toEqual([503, 'draining']);
    expect(await statusAt(graph.replace('/graphql', '/ready'))).toEqual([503, 'draining']);
    expect(await ask(graph, '{ __typename }')).toMatchObject({ status: 200 });
    program.signal('SIGTERM');
    expect(await program.ended).toBe(1);
  });

  test('exits at once on a second signal', async () => {
    const { program, probes, answer } = await runBusy();
    program.signal('SIGTERM');
    await expect.poll(() => statusAt(`${probes}/ready`)).toEqual([503, 'draining']);
    program.signal('SIGTERM');
    expect(await program.ended).toBe(1);
    expect(await answer).toBeInstanceOf(Error);
  });
});

describe('the output', () => {
  test('is one JSON object per line on a pipe, from the start on', async () => {
    const program = await runMain({ PORT: '0', LOG_LEVEL: 'info' });
    const graph = await program.says(graphAt);
    await ask(graph, '{ __typename }');
    program.signal('SIGTERM');
    expect(await program.ended).toBe(0);
    expect(linesOf(program).map(line => line['msg'])).toEqual([
      'Butter: SANDBOX, a built-in stand-in. ITS CALLS ARE INVENTED, NOT YOURS.',
      'Burki: SANDBOX, a built-in stand-in. ITS CALLS ARE INVENTED, NOT YOURS.',
      'Costs: converted to USD by CREDITS=0.01 USD, EUR=1.08 USD. THESE RATES ARE INVENTED, as the calls are.',
      'Index: off, because INDEX is not on',
      `Switchboard is listening: GraphiQL and the graph at ${graph}`,
      'request',
    ]);
  });

  test('does not mention metrics if they are on the main port', async () => {
    const program = await runMain({ PORT: '0' });
    const graph = await program.says(/listening: .* at (http:\S+)/);
    const response = await fetch(graph.replace('/graphql', '/metrics'));
    expect(await response.text()).toContain('process_start_time_seconds');
    expect(program.printed.out).not.toContain('Metrics');
  });

  test('names the setting when the port for metrics is in use', async () => {
    const port = String(await openTakenPort());
    const program = await runMain({ PORT: '0', METRICS_PORT: port });
    expect(await program.ended).toBe(1);
    const advice = `Port ${port} is taken: stop what listens there, or set METRICS_PORT to another one.\n`;
    expect(program.printed).toEqual({ out: '', err: advice });
  });
});

describe('metrics on the main port', () => {
  const metricsStatus = async (env: Record<string, string>) => {
    const program = await runMain({ PORT: '0', ...env });
    const graph = await program.says(/listening: .* at (http:\S+)/);
    return (await fetch(graph.replace('/graphql', '/metrics'))).status;
  };

  test.each([
    ['are not there once they have their own', 404, { METRICS_PORT: '0' }],
    ['are refused where others can reach it', 403, { HOST: '0.0.0.0', OPEN_ACCESS: 'on', SANDBOX: 'butter' }],
  ])('%s', async (_, status, env) => {
    expect(await metricsStatus(env)).toBe(status);
  });
});
