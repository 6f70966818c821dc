import { auditServer } from 'graphql-http';
import { expect, test } from 'vitest';
import { entranceNames, openEntrance } from './doors.ts';

test.each(entranceNames)('%s passes every audit of GraphQL over HTTP', async name => {
  const { url, send } = await openEntrance(name);
  const results = await auditServer({
    url: `${url}/graphql`,
    fetchFn: (address: string, init?: RequestInit) => send(address.slice(url.length), init),
  });
  expect(results.length).toBeGreaterThan(50);
  expect(results.filter(({ status }) => status !== 'ok')).toEqual([]);
});
