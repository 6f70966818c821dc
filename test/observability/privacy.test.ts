import { expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import type { Fault } from '../../src/sandbox/index.ts';
import { plainLimits } from '../front-door.ts';
import { objectNamed, selectEverything } from '../schema/every-field.ts';
import { secretsOf } from './secrets.ts';
import { openWatched, post } from './watched.ts';

const faults: readonly Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 401, body: '{"detail":"sandbox-burki-key is wrong"}' },
  { kind: 'status', status: 429, retryAfter: 1 },
  { kind: 'reset' },
  { kind: 'hang' },
  { kind: 'truncate' },
  { kind: 'body', body: '<html>sandbox-burki-key</html>', contentType: 'text/html' },
  { kind: 'rewrite', change: () => ({ id: 7, call_sid: 5, customer_phone_number: 12_065_550_100 }) },
];

test('no log line of many queries and faults has a number, a sid, a word of a call, a key or an address', async () => {
  const watched = await openWatched(
    { gateway: { maxUpstreamRequests: 1_000, limits: { ...plainLimits, attemptTimeoutMs: 200 } } },
    'debug',
  );
  // A random id may happen to look like a number.
  const ask = (query: string) =>
    post(watched, query, { 'x-request-id': 'privacy', authorization: `Bearer ${watched.burki.apiKey}` });
  const secrets = secretsOf(watched);
  expect(secrets.length).toBeGreaterThan(1_000);
  const phone = watched.burki.calls.find(call => call.customer_phone_number)?.customer_phone_number ?? '';
  const everything = selectEverything(objectNamed(buildSchema(), 'Call'));
  const list = `{ calls(first: 8) { edges { node ${everything} } } }`;
  const bySid = watched.burki.calls
    .slice(0, 5)
    .map(call => `{ callBySid(sid: "${call.call_sid}") { sid fromNumber toNumber } }`);
  const byNumber = `{ calls(filter: { customerNumber: "${phone}" }) { edges { node { id } } } }`;
  const wrong = `{ callBySid(sid: "${phone}") { sid } }`;
  const queries = [list, ...bySid, byNumber, wrong, `{ ${phone} }`, `{ "${phone}" }`];
  for (const query of queries) await ask(query);
  for (const fault of faults) {
    const ends = [watched.butter.play({ fault }), watched.burki.play({ fault })];
    for (const query of [list, bySid[0] ?? '', '{ callBySid(sid: "call_abc123def456") { fromNumber } }'])
      await ask(query);
    for (const end of ends) end();
  }
  const codes = new Set(watched.lines('upstream failure').map(line => line['code']));
  expect(codes.size).toBeGreaterThan(4);
  expect(watched.lines('drift').length).toBeGreaterThan(0);
  const text = watched.written.join('\n');
  expect(secrets.filter(secret => text.includes(secret))).toEqual([]);
  expect(text).not.toMatch(/\+?\d{10,}|https?:/);
});
