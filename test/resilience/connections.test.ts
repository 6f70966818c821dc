import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';

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
