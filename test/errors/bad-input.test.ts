import { describe, expect, test } from 'vitest';
import { encodeNodeId } from '../../src/domain/node-id.ts';
import { openFrontDoor } from '../front-door.ts';

const call = encodeNodeId('Call', 'BURKI', '101');
const agent = encodeNodeId('VoiceAgent', 'BURKI', '123');

const anId = (argument: string) => `\`${argument}\` takes an id as this graph gave it, unchanged.`;
const aSid =
  '`sid` takes 1 to 256 characters: no control characters, no lone surrogates, and no `.` or `..` between slashes or backslashes.';
const aNumber = '`databaseId` takes a positive whole number in plain digits, up to 9007199254740991.';

/** Asks one field with variables, and gives what a client sees. */
async function rejectionOf(field: string, declared = '', variables = {}) {
  const { ask, cost } = await openFrontDoor({ butter: { calls: 1 }, burki: { calls: 1 } });
  const { status, data, errors } = await ask(`query${declared} { field: ${field} }`, variables);
  return {
    status,
    data,
    shown: errors?.map(({ message, path, extensions }) => ({ message, path, extensions })),
    cost: cost(),
  };
}

const refused = (message: string) => ({
  status: 200,
  data: { field: null },
  shown: [{ message, path: ['field'], extensions: { code: 'BAD_USER_INPUT', retryable: false } }],
  cost: [],
});

describe('an id costs no request when it is', () => {
  const ids: readonly (readonly [string, string])[] = [
    ['none of ours', 'forged'],
    ['empty', ''],
    ['of no key', encodeNodeId('Call', 'BURKI', '')],
    ['of a key that is no integer', encodeNodeId('Call', 'BURKI', '1e3')],
    ['of a way up', encodeNodeId('Call', 'BUTTER', '../agents/agent_xyz789')],
    ['of a key of 257 letters', encodeNodeId('Call', 'BUTTER', 'x'.repeat(257))],
    ['of a header break', encodeNodeId('Call', 'BUTTER', 'call_1\r\nx-api-key: mine')],
    ['padded', `${call}=`],
    ['very long', 'Q'.repeat(20_000)],
  ];

  test.each(ids)('%s', async (_, id) => {
    expect(await rejectionOf('call(id: $id) { id }', '($id: ID!)', { id })).toEqual(refused(anId('id')));
    expect(await rejectionOf('node(id: $id) { id }', '($id: ID!)', { id })).toEqual(refused(anId('id')));
    expect(await rejectionOf('voiceAgent(id: $id) { id }', '($id: ID!)', { id })).toEqual(
      refused(anId('id')),
    );
  });

  test('of another type', async () => {
    expect(await rejectionOf(`call(id: "${agent}") { id }`)).toEqual(
      refused('`id` takes the id of a Call; this is the id of a VoiceAgent.'),
    );
    expect(await rejectionOf(`voiceAgent(id: "${call}") { id }`)).toEqual(
      refused('`id` takes the id of a VoiceAgent; this is the id of a Call.'),
    );
  });
});

describe('many ids', () => {
  test('with one foreign id have an error at the place of that id only', async () => {
    const { ask, cost } = await openFrontDoor();
    const { data, errors } = await ask('query($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: [call, 'forged', agent],
    });
    expect(data.nodes).toEqual([{ id: call }, null, { id: agent }]);
    expect(errors).toMatchObject([
      { message: anId('ids'), path: ['nodes', 1], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(cost()).toEqual(['BURKI /api/v1/calls/101', 'BURKI /api/v1/assistants/123']);
  });

  test('are at most 100', async () => {
    const { shown, cost } = await rejectionOf('nodes(ids: $ids) { id }', '($ids: [ID!]!)', {
      ids: Array.from({ length: 101 }, () => call),
    });
    expect(shown).toMatchObject([
      {
        message: '`ids` takes at most 100 items; this one has 101.',
        extensions: { code: 'BAD_USER_INPUT', retryable: false },
      },
    ]);
    expect(cost).toEqual([]);
  });
});

describe('a sid costs no request when it', () => {
  test.each([
    ['is empty', ''],
    ['is a dot', '.'],
    ['goes up', '../calls'],
    ['goes up within', 'call_a/../../agents'],
    ['goes up by backslashes', 'call_a\\..\\agents'],
    ['stays where it is', 'call_a/./b'],
    ['has a header break', 'call_a\r\nx-api-key: mine'],
    ['has a NUL', 'call_a\0'],
    ['has half a character', 'call_\ud83d'],
    ['has 257 letters', 'x'.repeat(257)],
  ])('%s', async (_, sid) => {
    expect(await rejectionOf('callBySid(sid: $sid) { id }', '($sid: String!)', { sid })).toEqual(
      refused(aSid),
    );
  });
});

describe('an integer costs no request when it is', () => {
  test.each([
    '1e3',
    '0',
    '-1',
    '+1',
    '1.0',
    '01',
    '9007199254740992',
    '１２３',
    '../101',
    '1\r\n',
    '',
    ' 1',
    '0x65',
  ])('%j', async databaseId => {
    const declared = '($databaseId: ID!)';
    expect(
      await rejectionOf('callByDatabaseId(databaseId: $databaseId) { id }', declared, { databaseId }),
    ).toEqual(refused(aNumber));
  });
});

test('an integer of a source that has none costs no request', async () => {
  const { shown, ...rejection } = await rejectionOf(
    'callByDatabaseId(databaseId: 101, source: BUTTER) { id }',
  );
  expect(rejection).toEqual({ status: 200, data: { field: null }, cost: [] });
  expect(shown).toMatchObject([
    { message: expect.stringMatching(/^Calls of BUTTER have no integer; `source` takes BURKI\b/) },
  ]);
});

describe('a page costs no request when', () => {
  test.each([
    ['first: 0', '`first` takes 1 to 100.'],
    ['first: -1', '`first` takes 1 to 100.'],
    ['first: 101', '`first` takes 1 to 100.'],
  ])('it is requested with %s', async (given, message) => {
    expect(await rejectionOf(`calls(${given}) { totalCount }`)).toEqual(refused(message));
  });

  test.each(['forged', '', Buffer.from('{"v":1}').toString('base64url'), 'Q'.repeat(20_000)])(
    'its cursor is forged (%#)',
    async after => {
      const refusal = await rejectionOf('calls(after: $after) { totalCount }', '($after: String)', { after });
      expect(refusal).toMatchObject({ data: { field: null }, cost: [] });
      expect(refusal.shown).toMatchObject([{ path: ['field'], extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(refusal.shown?.[0]?.message).toContain('`after`');
    },
  );
});

test('a transcript of less than one entry is refused with its path', async () => {
  const { ask } = await openFrontDoor();
  const { data, errors } = await ask(
    '{ callByDatabaseId(databaseId: 101) { status transcript(first: 0) { text } } }',
  );
  expect(data).toEqual({ callByDatabaseId: { status: 'COMPLETED', transcript: null } });
  expect(errors).toMatchObject([
    { message: '`first` takes at least 1.', extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});
