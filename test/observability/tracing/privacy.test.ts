import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultCacheOptions } from '../../../src/cache/cache-config.ts';
import { buildSchema } from '../../../src/graphql/schema.ts';
import type { Fault } from '../../../src/sandbox/index.ts';
import { plainLimits } from '../../front-door.ts';
import { objectNamed, selectEverything } from '../../schema/every-field.ts';
import { secretsOf } from '../secrets.ts';
import { openTraced } from './traced-door.ts';

const faults: readonly Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 401, body: '{"detail":"sandbox-burki-key is wrong"}' },
  { kind: 'reset' },
  { kind: 'truncate' },
  { kind: 'body', body: '<html>sandbox-burki-key</html>', contentType: 'text/html' },
];

test('no span of many queries and faults has a number, a sid, a key, an id, a word of a call, a variable or a text of a query', async () => {
  const traced = await openTraced({
    gateway: {
      cache: defaultCacheOptions,
      traceUpstream: true,
      maxUpstreamRequests: 1_000,
      limits: { ...plainLimits, attempts: 2, retryBaseMs: 1 },
    },
  });
  const secrets = secretsOf(traced);
  const everything = selectEverything(objectNamed(buildSchema(), 'Call'));
  const sid = fc.constantFrom(...traced.burki.calls.map(call => call.call_sid));
  const id = fc.constantFrom(...traced.burki.calls.map(call => call.id));
  const phone = fc.constantFrom(
    ...traced.burki.calls.map(call => call.customer_phone_number ?? '+12065550100'),
  );
  const first = fc.integer({ min: 1, max: 9 });
  const asked = fc.oneof(
    fc.record({ query: fc.constant(`query A($v: String!) { callBySid(sid: $v) ${everything} }`), v: sid }),
    fc.record({
      query: fc.constant(`query B($v: ID!) { callByDatabaseId(databaseId: $v) ${everything} }`),
      v: id,
    }),
    fc.record({
      query: fc.constant(
        'query C($v: String!) { calls(filter: { customerNumber: $v }) { pageInfo { endCursor } } }',
      ),
      v: phone,
    }),
    fc.record({
      query: fc.constant(`query D($v: Int) { calls(first: $v) { edges { cursor node { id } } } }`),
      v: first,
    }),
    fc.record({
      query: sid.map(text => `{ callBySid(sid: "${text}") { sid fromNumber } }`),
      v: fc.constant(null),
    }),
    fc.record({
      query: phone.map(text => `{ callBySid(sid: "${text}") { secretField } }`),
      v: fc.constant(null),
    }),
  );
  await fc.assert(
    fc.asyncProperty(asked, fc.option(fc.constantFrom(...faults)), async ({ query, v }, fault) => {
      const ends = fault ? [traced.butter.play({ fault }), traced.burki.play({ fault })] : [];
      await traced.ask(query, { v });
      for (const end of ends) end();
    }),
    { numRuns: 60 },
  );
  const spans = await traced.spans();
  expect(spans.length).toBeGreaterThan(100);
  expect(new Set(spans.map(({ attributes }) => attributes['error.type'])).size).toBeGreaterThan(3);
  const exported = traced.collector.bodies.join('\n');
  expect(secrets.filter(secret => exported.includes(secret))).toEqual([]);
  expect(exported).not.toMatch(/\+\d{10,}|https?:|secretField|fromNumber|callBySid|databaseId|v3:|\/api\//);
  // Each integer of the export is a count, a duration or a time, and no id of a call.
  const ids = new Set(traced.burki.calls.map(call => String(call.id)));
  const strings = [...exported.matchAll(/"stringValue":"([^"]*)"/g)].map(([, text = '']) => text);
  expect(strings.filter(text => [...ids].some(id => text.includes(id)))).toEqual([]);
});
