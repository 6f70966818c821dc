import { describe, expect, test } from 'vitest';
import { everyCall } from '../../../src/domain/call-filter.ts';
import { burki } from '../../../src/sources/burki/index.ts';
import { failureOf, sourceOver } from '../reading.ts';

const call = { id: 101, call_sid: 'CA101', status: 'completed' };
const somethingElse = {
  code: 'UPSTREAM_INVALID_RESPONSE',
  message: 'Burki answered with something other than what was asked for.',
  source: 'BURKI',
};

describe('a call', () => {
  test('is requested by its integer, or by its sid as one path segment', async () => {
    const { source, asked, scope } = sourceOver(burki, { ...call, call_sid: 'v3:abc' });
    expect(await source.findCall('101', scope)).toMatchObject({ databaseId: '101' });
    expect(await source.findCallBySid?.('v3:abc', scope)).toMatchObject({ sid: 'v3:abc' });
    expect(asked).toEqual(['/api/v1/calls/101', '/api/v1/calls/sid/v3%3Aabc']);
  });

  test('that is not found is null', async () => {
    const { source, scope } = sourceOver(burki, undefined);
    expect(await source.findCall('101', scope)).toBeNull();
    expect(await source.findCallBySid?.('CA101', scope)).toBeNull();
  });

  test.each([
    ['another call', { id: 102, call_sid: 'CA102' }],
    ['another call with its integer as a string', { ...call, id: '102' }],
    ['a call with something like its integer', { ...call, id: '101.0' }],
    ['an integer that JSON has rounded', { ...call, id: 9_007_199_254_740_992 }],
    ['an empty object', {}],
    ['a list', [call]],
    ['null', null],
    ['a word', 'ok'],
  ])('by its integer is refused when the response is %s', async (_, body) => {
    const { source, scope } = sourceOver(burki, body);
    expect(await failureOf(source.findCall('101', scope))).toEqual(somethingElse);
  });

  test('by its sid is refused when the response is another call', async () => {
    const { source, scope } = sourceOver(burki, { ...call, call_sid: 'ca101' });
    expect(await failureOf(source.findCallBySid?.('CA101', scope))).toEqual(somethingElse);
  });

  test('without its other key is refused', async () => {
    const { source, scope } = sourceOver(burki, { id: 101 });
    expect(await failureOf(source.findCall('101', scope))).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: 'Burki answered with a call that does not say which call it is.',
    });
  });
});

describe.each([
  ['findTranscript', 'transcripts'],
  ['findRecordings', 'recordings'],
] as const)('%s', (find, path) => {
  test('is requested by the integer', async () => {
    const { source, asked, scope } = sourceOver(burki, []);
    expect(await source[find]?.('101', scope)).toEqual([]);
    expect(asked).toEqual([`/api/v1/calls/101/${path}`]);
  });

  test('is null if the call is not found', async () => {
    const { source, scope } = sourceOver(burki, undefined);
    expect(await source[find]?.('101', scope)).toBeNull();
  });

  test.each([[{ items: [] }], [null], ['none'], [{}]])(
    'is refused as %j, which is not a list',
    async body => {
      const { source, scope } = sourceOver(burki, body);
      expect(await failureOf(source[find]?.('101', scope))).toMatchObject({
        code: 'UPSTREAM_INVALID_RESPONSE',
        message: 'Burki answered without the list it was asked for.',
      });
    },
  );

  test('is refused if it belongs to another call', async () => {
    const { source, scope } = sourceOver(burki, [
      { id: 1, call_id: 101, content: 'ours' },
      { id: 2, call_id: 102, content: 'theirs' },
    ]);
    expect(await failureOf(source[find]?.('101', scope))).toEqual(somethingElse);
  });
});

test('a filter by direction excludes Burki', () => {
  const { source } = sourceOver(burki, []);
  expect(source.excludes({ ...everyCall, directions: ['INBOUND'] })).toBe(true);
  expect(source.excludes(everyCall)).toBe(false);
});

test('requests carry the key as a bearer token, and no organization', () => {
  expect(burki.headers({ apiKey: 'k', organizationId: 'org_1' })).toEqual({ authorization: 'Bearer k' });
});

test('Burki owns every sid that no source claims, and integers', () => {
  const { ownsUnclaimedSids, ownsDatabaseId, keyOfSid } = burki.identity;
  expect([ownsUnclaimedSids, ownsDatabaseId('101'), ownsDatabaseId('0')]).toEqual([true, true, false]);
  expect(keyOfSid('CA1')).toBeNull();
});
