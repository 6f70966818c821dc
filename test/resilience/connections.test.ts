import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';
import { openServer } from '../local-server.ts';

test('a redirect to another origin is not followed', async () => {
  const { ask, butter } = await openFrontDoor({ butter: { calls: 1 } });
  let visits = 0;
  const elsewhere = createServer((_, response) => {
    visits += 1;
    response.end('{}');
  });
  const location = `http://127.0.0.1:${await openServer(elsewhere)}/`;
  butter.play({ fault: { kind: 'redirect', location } });
  const { errors } = await ask('{ callBySid(sid: "call_abc123def456") { status } }');
  expect(errors?.[0]?.extensions['code']).toBe('UPSTREAM_ERROR');
  expect(visits).toBe(0);
});
