import { expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../src/observability/logger.ts';
import { type StartOptions, start } from '../src/server/start.ts';
import { warmUp } from '../src/server/warm-up.ts';
import { runMain } from './run-main.ts';
import { configOf, processes } from './settings.ts';

async function startWith(warmUp: StartOptions['warmUp']) {
  const lines: string[] = [];
  const logger = createLogger('info', { write: line => void lines.push(line) });
  const running = await start(configOf({ PORT: '0', INDEX: 'off' }), {
    logger,
    print: () => {},
    processes,
    warmUp,
  });
  onTestFinished(running.stop);
  const ready = async () => {
    const response = await fetch(`${running.url}/ready`);
    const { status } = await response.json();
    return [response.status, status];
  };
  return { ...running, ready, lines };
}

/** A warm-up that lasts until the test ends it. */
function held() {
  let end = (_: Promise<void>) => {};
  const until = new Promise<void>(resolve => {
    end = resolve;
  });
  return { until, end };
}

test('a gateway answers queries during its warm-up, and is ready after it', async () => {
  const { until, end } = held();
  const { url, ready } = await startWith(() => until);
  expect(await ready()).toEqual([503, 'starting']);
  const response = await fetch(`${url}/graphql?query={__typename}`, {
    headers: { accept: 'application/json' },
  });
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  end(Promise.resolve());
  await expect.poll(ready).toEqual([200, 'ready']);
});

test('a gateway whose warm-up fails is ready all the same, and logs one line with the stack', async () => {
  const { ready, lines } = await startWith(() => Promise.reject(new Error('No port is left.')));
  await expect.poll(ready).toEqual([200, 'ready']);
  const failed = lines.map(line => JSON.parse(line)).filter(({ msg }) => msg === 'warm-up failed');
  expect(failed).toMatchObject([{ level: 'warn', fault: expect.stringMatching(/^Error\n +at /) }]);
  expect(lines.join('')).not.toContain('No port is left');
});

test('a gateway that stops cuts its warm-up short, and is not ready for it', async () => {
  const { until, end } = held();
  let isAborted = false;
  const { stop } = await startWith(signal => {
    signal.addEventListener('abort', () => {
      isAborted = true;
      end(Promise.resolve());
    });
    return until;
  });
  await stop();
  expect(isAborted).toBe(true);
});

test('a warm-up that is cut short sends no further request and closes its servers', async () => {
  await warmUp(AbortSignal.abort());
});

test('the warm-up of the program appears in no metric and in no log line', async () => {
  const program = await runMain({ PORT: '0', LOG_LEVEL: 'info', WARM_UP: 'on' });
  const url = await program.says(/(http:\/\/[^\s"]+)\/graphql/);
  await expect.poll(async () => (await fetch(`${url}/ready`)).status).toBe(200);
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toContain('switchboard_requests_total{outcome="ok"} 0');
  expect(metrics).not.toMatch(/^switchboard_(upstream_attempts|source_events)_total\{.*\} [1-9]/m);
  expect(program.printed.out).not.toContain('"request"');
});
