import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openFrontDoor, plainLimits } from '../front-door.ts';

test('a redirect to another origin is not followed', async () => {
  const { ask, butter } = await openFrontDoor({ butter: { calls: 1 } });
  let visits = 0;
  const elsewhere = createServer((_, response) => {
    visits += 1;
    response.end('{}');
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void elsewhere.close());
  await once(elsewhere, 'listening');
  const address = elsewhere.address();
  const location = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  butter.play({ fault: { kind: 'redirect', location } });
  const { errors } = await ask('{ callBySid(sid: "call_abc123def456") { status } }');
  expect(errors?.[0]?.extensions['code']).toBe('UPSTREAM_ERROR');
  expect(visits).toBe(0);
});

test('a client that leaves takes its upstream requests with it', async () => {
  const { ask, butter } = await openFrontDoor({
    butter: { calls: 1 },
    gateway: { limits: { ...plainLimits, attemptTimeoutMs: 60_000 }, deadlineMs: 60_000 },
  });
  butter.play({ fault: { kind: 'hang' } });
  const client = new AbortController();
  const asked = ask('{ callBySid(sid: "call_abc123def456") { status } }', {}, client.signal);
  await expect.poll(() => butter.requests).toMatchObject([{ left: false }]);
  client.abort();
  await asked.catch(() => null);
  await expect.poll(() => butter.requests).toMatchObject([{ left: true }]);
});

test('a connection that is never made ends with the connect timeout', async () => {
  const script =
    "require('net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () { console.log(this.address().port); })";
  const deaf = spawn(process.execPath, ['-e', script]);
  onTestFinished(() => void deaf.kill('SIGKILL'));
  const [port] = await once(deaf.stdout, 'data');
  deaf.kill('SIGSTOP');
  const fill = Array.from({ length: 8 }, () => connect(Number(port), '127.0.0.1').on('error', () => {}));
  onTestFinished(() => {
    for (const socket of fill) socket.destroy();
  });
  await expect.poll(() => fill.filter(socket => !socket.connecting).length).toBeGreaterThan(1);
  const { ask } = await openFrontDoor({
    butterUrl: `http://127.0.0.1:${Number(port)}`,
    gateway: { limits: { ...plainLimits, connectTimeoutMs: 100, attemptTimeoutMs: 10_000 } },
  });
  const startedAt = performance.now();
  const { errors } = await ask('{ callBySid(sid: "call_abc123def456") { status } }');
  expect(errors?.[0]?.extensions['code']).toBe('UPSTREAM_TIMEOUT');
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});
