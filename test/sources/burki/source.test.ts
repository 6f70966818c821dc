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
  test('is asked for by its integer, or by its sid as one part of the path', async () => {
    const { source, asked, scope } = sourceOver(burki, { ...call, call_sid: 'v3:abc' });
    expect(await source.findCall('101', scope)).toMatchObject({ databaseId: '101' });
    expect(await source.findCallBySid?.('v3:abc', scope)).toMatchObject({ sid: 'v3:abc' });
    expect(asked).toEqual(['/api/v1/calls/101', '/api/v1/calls/sid/v3%3Aabc']);
  });

  test('that is not there is null', async () => {
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
  ])('by its integer is refused when the answer is %s', async (_, body) => {
    const { source, scope } = sourceOver(burki, body);
    expect(await failureOf(source.findCall('101', scope))).toEqual(somethingElse);
  });

  test('by its sid is refused when the answer is another call', async () => {
    const { source, scope } = sourceOver(burki, { ...call, call_sid: 'ca101' });
    expect(await failureOf(source.findCallBySid?.('CA101', scope))).toEqual(somethingElse);
  });

  test('that lacks its other key is refused', async () => {
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
  test('asks by the integer', async () => {
    const { source, asked, scope } = sourceOver(burki, []);
    expect(await source[find]?.('101', scope)).toEqual([]);
    expect(asked).toEqual([`/api/v1/calls/101/${path}`]);
  });

  test('is null where the call is not there', async () => {
    const { source, scope } = sourceOver(burki, undefined);
    expect(await source[find]?.('101', scope)).toBeNull();
  });

  test.each([[{ items: [] }], [null], ['none'], [{}]])('refuses %j, which is no list', async body => {
    const { source, scope } = sourceOver(burki, body);
    expect(await failureOf(source[find]?.('101', scope))).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: 'Burki answered without the list it was asked for.',
    });
  });

  test('refuses what belongs to another call', async () => {
    const { source, scope } = sourceOver(burki, [
      { id: 1, call_id: 101, content: 'ours' },
      { id: 2, call_id: 102, content: 'theirs' },
    ]);
    expect(await failureOf(source[find]?.('101', scope))).toEqual(somethingElse);
  });
});

test('no direction can be asked of it', () => {
  const { source } = sourceOver(burki, []);
  expect(source.excludes({ ...everyCall, directions: ['INBOUND'] })).toBe(true);
  expect(source.excludes(everyCall)).toBe(false);
});

test('it carries its key as a bearer, and no organization', () => {
  expect(burki.headers({ apiKey: 'k', organizationId: 'org_1' })).toEqual({ authorization: 'Bearer k' });
});

test('every sid that no source claims is its own, and so are integers', () => {
  const { ownsUnclaimedSids, ownsDatabaseId, keyOfSid } = burki.identity;
  expect([ownsUnclaimedSids, ownsDatabaseId('101'), ownsDatabaseId('0')]).toEqual([true, true, false]);
  expect(keyOfSid('CA1')).toBeNull();
});
