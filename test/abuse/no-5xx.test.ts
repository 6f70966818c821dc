import { expect, test } from 'vitest';
import { abuses, asked } from './abuse-table.ts';
import { openEntrance, post } from './doors.ts';

const rows = abuses.map(([name, body, headers]) => ({ name, body, headers }));

// test/full/parallel.test.ts measures how long the other query waits.
test.each(rows)('$name cause no 5xx, and a query beside them is answered', async ({ body, headers }) => {
  const { send } = await openEntrance('node:http', { gateway: { maxUpstreamRequests: 1_000_000 } });
  const abuse = send('/graphql', post(body, { 'content-type': 'application/json', ...headers }));
  const beside = await send('/graphql', post(asked('{ __typename }')));
  expect(await beside.json()).toEqual({ data: { __typename: 'Query' } });
  const answer = await abuse;
  expect(answer.status).toBeLessThan(500);
  expect(await answer.text()).not.toContain('INTERNAL_SERVER_ERROR');
});
