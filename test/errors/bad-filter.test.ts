import { expect, test } from 'vitest';
import { encodeNodeId } from '../../src/domain/node-id.ts';
import { openFrontDoor } from '../front-door.ts';

const digits = '`filter.customerNumber` takes a number with 4 to 32 digits.';
const agents = "`filter.agents` takes `VoiceAgent.id`s or the platforms' own agent keys.";
const durations = '`filter.minDuration` and `filter.maxDuration` take 0 to 1000000000 seconds.';
const early = '2026-03-09T10:00:00Z';

test.each<[string, object, string]>([
  ['a number with three digits', { customerNumber: '0-1-4' }, digits],
  ['a number without digits', { customerNumber: 'nobody' }, digits],
  ['a number of full-width digits', { customerNumber: '５５５０１４２' }, digits],
  ['a number with 33 digits', { customerNumber: '1'.repeat(33) }, digits],
  ['a number in a novel', { customerNumber: `${' '.repeat(100_000)}0142` }, digits],
  [
    'an agent that is a call',
    { agents: [encodeNodeId('Call', 'BURKI', '101')] },
    '`filter.agents` takes ids of voice agents; one of these is the id of a Call.',
  ],
  ['an agent that is a way up', { agents: ['../calls'] }, agents],
  ['an agent that is nothing', { agents: [''] }, agents],
  ['an id of an agent that cannot be', { agents: [encodeNodeId('VoiceAgent', 'BURKI', 'agent_a')] }, agents],
  ['an id of an agent with a way up', { agents: [encodeNodeId('VoiceAgent', 'BUTTER', '../calls')] }, agents],
  [
    'an end before its beginning',
    { startedAfter: '2026-03-09T10:00:00.000001Z', startedBefore: early },
    '`filter.startedAfter` must not be later than `filter.startedBefore`.',
  ],
  ['a negative duration', { minDuration: -1 }, durations],
  ['a negative duration at most', { maxDuration: -0.5 }, durations],
  ['an endless duration', { maxDuration: 1e300 }, durations],
  [
    'durations the wrong way round',
    { minDuration: 10, maxDuration: 9 },
    '`filter.minDuration` must not be more than `filter.maxDuration`.',
  ],
])('a filter by %s costs no request', async (_, filter, message) => {
  const { ask, cost } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  const { status, data, errors } = await ask(
    'query($filter: CallFilter) { calls(filter: $filter) { totalCount } }',
    {
      filter,
    },
  );
  expect({ status, data }).toEqual({ status: 200, data: { calls: null } });
  expect(errors).toMatchObject([
    { message, path: ['calls'], extensions: { code: 'BAD_USER_INPUT', retryable: false } },
  ]);
  expect(cost()).toEqual([]);
});

test('a filter by 101 agents is refused before any upstream request of the query', async () => {
  const { ask, cost } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  const { data, errors } = await ask(
    'query($filter: CallFilter) { calls(filter: $filter) { totalCount } callByDatabaseId(databaseId: 101) { id } }',
    { filter: { agents: Array.from({ length: 101 }, (_, index) => String(index + 1)) } },
  );
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([
    {
      message: '`agents` takes at most 100 items; this one has 101.',
      extensions: { code: 'BAD_USER_INPUT' },
    },
  ]);
  expect(cost()).toEqual([]);
});

test('a filter by a day that does not exist is refused before any upstream request', async () => {
  const { ask, cost } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  const { data, errors } = await ask('query($filter: CallFilter) { calls(filter: $filter) { totalCount } }', {
    filter: { startedAfter: '2026-02-30T10:00:00Z' },
  });
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', retryable: false } }]);
  expect(errors?.[0]?.message).toContain('A DateTime is a time such as "2026-03-09T10:00:00Z".');
  expect(cost()).toEqual([]);
});

test('equal bounds and an empty number are accepted', async () => {
  const { ask } = await openFrontDoor();
  const { errors } = await ask('query($filter: CallFilter) { calls(filter: $filter) { totalCount } }', {
    filter: { startedAfter: early, startedBefore: early, minDuration: 0, maxDuration: 0, customerNumber: '' },
  });
  expect(errors).toBeUndefined();
});
