import { expect, test } from 'vitest';
import { abuses, asked } from '../abuse/abuse-table.ts';
import { type Entrance, openEntrance, post } from '../abuse/doors.ts';

/** How long a query waits that is sent while the others are under way. */
async function waitBeside({ send }: Entrance, body: BodyInit, headers = {}) {
  const abuse = send('/graphql', post(body, { 'content-type': 'application/json', ...headers }));
  const start = performance.now();
  const response = await send('/graphql', post(asked('{ __typename }')));
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  const wait = performance.now() - start;
  const answer = await abuse;
  expect(await answer.text()).not.toContain('INTERNAL_SERVER_ERROR');
  return { status: answer.status, wait };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

const rows = abuses.map(([name, body, headers]) => ({ name, body, headers }));

test.each(rows)('$name cause no 5xx and do not delay a concurrent query', async ({ body, headers }) => {
  const door = await openEntrance('node:http', { gateway: { maxUpstreamRequests: 1_000_000 } });
  const waits: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const { status, wait } = await waitBeside(door, body, headers);
    expect(status).toBeLessThan(500);
    waits.push(wait);
  }
  expect(median(waits)).toBeLessThan(250);
});
