import { expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';

const statusOf = (sid: string) => `{ callBySid(sid: "${sid}") { status } }`;
const documented = statusOf('call_abc123def456');
const request = 'BUTTER /api/calls/call_abc123def456';

test('concurrent requests for one call cost one upstream request', async () => {
  const { ask, cost } = await openFrontDoor({ way: 'fetch' });
  const answers = await Promise.all(Array.from({ length: 30 }, () => ask(documented)));
  for (const { data, errors } of answers) {
    expect(errors).toBeUndefined();
    expect(data.callBySid).toEqual({ status: 'COMPLETED' });
  }
  expect(cost()).toEqual([request]);
});

test('lists that need the same page of an API share it, whatever their filters', async () => {
  const { ask, cost } = await openFrontDoor({ off: ['BURKI'], scanPages: 1, way: 'fetch' });
  const list = (status: string) =>
    `{ calls(filter: { statuses: [${status}] }) { edges { node { status } } } }`;
  const [completed, failed] = await Promise.all([ask(list('COMPLETED')), ask(list('FAILED'))]);
  const statusesIn = ({ data }: typeof completed) =>
    new Set(data.calls.edges.map(({ node }: { node: { status: string } }) => node.status));
  expect(statusesIn(completed)).toEqual(new Set(['COMPLETED']));
  expect(statusesIn(failed)).toEqual(new Set(['FAILED']));
  expect(cost()).toEqual(['BUTTER /api/calls?limit=100']);
});

test('a result is not shared with later requests', async () => {
  const { ask, cost } = await openFrontDoor({ way: 'fetch' });
  await ask(documented);
  await ask(documented);
  expect(cost()).toEqual([request, request]);
});

test('a failure is shared like a response, with its code for each client', async () => {
  const { ask, butter, cost } = await openFrontDoor({ way: 'fetch' });
  butter.play({ fault: { kind: 'status', status: 500 } });
  const answers = await Promise.all([ask(documented), ask(documented)]);
  expect(answers.map(({ errors }) => errors?.[0]?.extensions['code'])).toEqual([
    'UPSTREAM_ERROR',
    'UPSTREAM_ERROR',
  ]);
  expect(cost()).toEqual([request]);
});

test('a client that disconnects does not affect the others', async () => {
  const { ask, butter, cost } = await openFrontDoor({ way: 'fetch' });
  butter.play({ fault: { kind: 'delay', ms: 150 } });
  const leaves = new AbortController();
  const first = ask(documented, {}, leaves.signal).catch(() => null);
  const second = ask(documented);
  leaves.abort();
  await first;
  expect((await second).data.callBySid).toEqual({ status: 'COMPLETED' });
  expect(cost()).toEqual([request]);
});

test('the upstream request is cancelled when its last client disconnects, and later clients do not join it', async () => {
  const { ask, butter } = await openFrontDoor({ way: 'fetch' });
  butter.play({ times: 1, fault: { kind: 'hang' } });
  const leave = [new AbortController(), new AbortController()];
  const asked = leave.map(({ signal }) => ask(documented, {}, signal).catch(() => null));
  await expect.poll(() => butter.requests.length).toBe(1);
  for (const controller of leave) controller.abort();
  await Promise.all(asked);
  expect((await ask(documented)).data.callBySid).toEqual({ status: 'COMPLETED' });
  expect(butter.requests.map(({ disconnected }) => disconnected)).toEqual([true, false]);
});

test('clients with forwarded headers share requests only with clients of equal headers', async () => {
  const { gateway, cost } = await openFrontDoor({ gateway: { forwardHeaders: ['x-tenant', 'x-user'] } });
  const askWith = (header: Record<string, string>) =>
    gateway.fetch(
      new Request('http://switchboard.test/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...header },
        body: JSON.stringify({ query: documented }),
      }),
    );
  const headers = [{ 'x-tenant': 'red' }, { 'x-tenant': 'blue' }, { 'x-user': 'red' }, { 'x-tenant': 'red' }];
  await Promise.all(headers.map(askWith));
  expect(cost()).toEqual([request, request, request]);
});
