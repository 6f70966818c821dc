import { expect, test } from 'vitest';
import { encodeNodeId } from '../../src/domain/node-id.ts';
import { openFrontDoor } from '../front-door.ts';

const digits = '`filter.customerNumber` takes a number with 4 to 32 digits.';
const agents = "`filter.agents` takes `VoiceAgent.id`s or the platforms' own agent keys.";
const durations = '`filter.duration.min` and `filter.duration.max` take 0 to 1000000000 seconds.';
const texts = (name: string) => `\`filter.${name}\` takes texts of at most 256 characters.`;
const currencies = '`filter.cost.currency` takes an ISO 4217 code, such as USD, or CREDITS.';
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
    { started: { from: '2026-03-09T10:00:00.000000001Z', before: early } },
    '`filter.started.from` must not be later than `filter.started.before`.',
  ],
  [
    'an end on a day before its beginning',
    { started: { from: early, before: '2026-03-09' } },
    '`filter.started.from` must not be later than `filter.started.before`.',
  ],
  ['a negative duration', { duration: { min: -1 } }, durations],
  ['a negative duration at most', { duration: { max: -0.5 } }, durations],
  ['an endless duration', { duration: { max: 1e300 } }, durations],
  [
    'durations the wrong way round',
    { duration: { min: 10, max: 9 } },
    '`filter.duration.min` must not be more than `filter.duration.max`.',
  ],
  [
    'an end of calls before its beginning',
    { ended: { from: '2026-03-10', before: early } },
    '`filter.ended.from` must not be later than `filter.ended.before`.',
  ],
  ['a long end reason', { endReasons: ['a'.repeat(257)] }, texts('endReasons')],
  ['a long flow', { flowNames: ['a'.repeat(257)] }, texts('flowNames')],
  ['a long name of an agent', { agentNames: ['a'.repeat(257)] }, texts('agentNames')],
  ['a currency in small letters', { cost: { currency: 'usd', min: 1 } }, currencies],
  ['a metal', { cost: { currency: 'XAU', min: 1 } }, currencies],
  ['a currency that is none, without ends', { cost: { currency: '' } }, currencies],
  [
    'costs the wrong way round',
    { cost: { min: '0.100000000000000002', max: '0.100000000000000001' } },
    '`filter.cost.min` must not be more than `filter.cost.max`.',
  ],
  [
    'a long key of metadata',
    { metadata: [{ key: 'a'.repeat(257) }] },
    '`filter.metadata` takes keys of at most 256 characters.',
  ],
  [
    'a long value of metadata',
    { metadata: [{ key: 'a', value: 'a'.repeat(1001) }] },
    '`filter.metadata` takes values of at most 1000 characters.',
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

test.each(['endReasons', 'flowNames', 'agentNames', 'metadata'])(
  'a filter by 101 %s is refused before any upstream request of the query',
  async name => {
    const { ask, cost } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
    const item = name === 'metadata' ? { key: 'a' } : 'a';
    const { data, errors } = await ask(
      'query($filter: CallFilter) { calls(filter: $filter) { totalCount } }',
      { filter: { [name]: Array(101).fill(item) } },
    );
    expect(data).toBeUndefined();
    expect(errors?.[0]?.message).toBe(`\`${name}\` takes at most 100 items; this one has 101.`);
    expect(cost()).toEqual([]);
  },
);

const amounts =
  'A Decimal is a number such as "12.35", without exponent, of at most 12 digits before the point and 18 behind it.';

test.each([
  '',
  '1,5',
  '1e3',
  '+1',
  '01',
  '.5',
  '1.',
  ' 1',
  '0x1',
  '1234567890123',
  '0.1234567890123456789',
  1e30,
  true,
])('a cost of %j is refused before any upstream request', async min => {
  const { ask, cost } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  const { data, errors } = await ask('query($filter: CallFilter) { calls(filter: $filter) { totalCount } }', {
    filter: { cost: { min } },
  });
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', retryable: false } }]);
  expect(errors?.[0]?.message).toContain(amounts);
  const literal = `{ calls(filter: { cost: { max: ${JSON.stringify(min)} } }) { totalCount } }`;
  expect((await ask(literal)).errors?.[0]?.message).toContain(amounts);
  expect(cost()).toEqual([]);
});

const moments = 'A DateTimeOrDate is a time such as "2026-03-09T10:00:00Z" or a date such as "2026-03-09".';

test.each([
  '2026-02-30',
  '2026-02-30T10:00:00Z',
  '2025-02-29',
  '2026-13-01',
  '2026-1-1',
  '26-01-01',
  '2026-03',
  '2026-03-09Z',
  '2026-03-09T',
  ' 2026-03-09',
  '',
  20260309,
  true,
])('a range from %j is refused before any upstream request', async from => {
  const { ask, cost } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  const { data, errors } = await ask('query($filter: CallFilter) { calls(filter: $filter) { totalCount } }', {
    filter: { started: { from } },
  });
  expect(data).toBeUndefined();
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', retryable: false } }]);
  expect(errors?.[0]?.message).toContain(moments);
  const literal = `{ calls(filter: { started: { before: ${JSON.stringify(from)} } }) { totalCount } }`;
  const locations = [{ line: 1, column: literal.indexOf('before: ') + 'before: '.length + 1 }];
  expect(await ask(literal)).toMatchObject({
    status: 400,
    errors: [{ message: expect.stringContaining(moments), locations, extensions: { retryable: false } }],
  });
  expect(cost()).toEqual([]);
});

test('equal bounds and an empty number are accepted', async () => {
  const { ask } = await openFrontDoor();
  const started = { from: early, before: early };
  const { errors } = await ask('query($filter: CallFilter) { calls(filter: $filter) { totalCount } }', {
    filter: { started, duration: { min: 0, max: 0 }, customerNumber: '' },
  });
  expect(errors).toBeUndefined();
});
