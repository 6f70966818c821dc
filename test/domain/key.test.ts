import fc from 'fast-check';
import { expect, test } from 'vitest';
import { busChannel, entryKey, epochKey, lockKey } from '../../src/cache/entry-keys.ts';
import { keyspaceOf } from '../../src/cache/keyspace.ts';
import { keyIn } from '../../src/domain/key.ts';
import { createCallLoader } from '../../src/loaders/call-loader.ts';
import { flightKey } from '../../src/upstream/request-headers.ts';
import { createWorld } from '../redis/replicas.ts';
import { callOf } from './call-of.ts';

/** Any code units, lone surrogates too, and above all those that keys are joined by. */
const part = fc
  .array(
    fc.oneof(
      fc.constantFrom(':', '%', '%003a', 'turn', 'lock', 'call', 'sid', 'epoch', 'bus', ' ', '*', '[', '\n'),
      fc.nat({ max: 0xffff }).map(unit => String.fromCharCode(unit)),
    ),
    { maxLength: 6 },
  )
  .map(pieces => pieces.join(''));

const keyspace = fc.string({ minLength: 1 }).map(apiKey =>
  keyspaceOf({
    source: 'BURKI',
    url: 'https://api.example.com',
    apiKey,
    organizationId: null,
  }),
);

/** As Redis and the network spell it. */
const spelled = (key: string): string => Buffer.from(key, 'utf8').toString('hex');

test('lists of parts that differ never give one key, whatever the parts are', () => {
  const parts = fc.array(part, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(keyspace, parts, parts, (space, one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(spelled(keyIn(space, ...one)) === spelled(keyIn(space, ...other))).toBe(same);
    }),
  );
});

test('no entry, lock, epoch or channel has the key of another, or of another keyspace', () => {
  const kinds = ['call', 'sid', 'transcript', 'recordings', 'agent', 'list'] as const;
  fc.assert(
    fc.property(
      fc.uniqueArray(keyspace, { maxLength: 2 }),
      fc.uniqueArray(part, { maxLength: 4 }),
      (spaces, keys) => {
        const all = spaces.flatMap(space => {
          const entries = keys.flatMap(key => kinds.map(kind => entryKey(space, kind, key)));
          const locks = ['', ...keys].flatMap(epoch => entries.map(entry => lockKey(space, epoch, entry)));
          return [...entries, ...new Set(locks), epochKey(space), busChannel(space)];
        });
        expect(new Set(all.map(spelled)).size).toBe(all.length);
      },
    ),
    { numRuns: 200 },
  );
});

test('requests to an upstream share a key only if path, headers, generation and background are the same', () => {
  const headers = fc.dictionary(part, part, { maxKeys: 2 });
  const scope = fc.record({ headers, isBackground: fc.constantFrom(undefined, true as const) });
  const request = fc.tuple(fc.nat({ max: 2 }), part, scope);
  fc.assert(
    fc.property(request, request, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(flightKey(...one) === flightKey(...other)).toBe(same);
    }),
  );
});

test('a loader gives each key its own call, whatever the keys are', async () => {
  const { source } = createWorld(0);
  const asked = fc.record({ key: part, part: fc.constantFrom(0, 1, 2) });
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { maxLength: 6 }), async wanted => {
      const { load } = createCallLoader(async ({ key }) => callOf({ sid: key, databaseId: null }));
      const calls = await Promise.all(
        wanted.map(({ key, part }) => load({ calls: source, key, cacheKey: keyIn('a-keyspace', key) }, part)),
      );
      expect(calls.map(call => call?.sid)).toEqual(wanted.map(({ key }) => key));
    }),
  );
});

test('ordinary keys need no escaping', () => {
  expect(entryKey('a', 'call', 'call_abc123def456')).toBe('a:call:call_abc123def456');
  expect(entryKey('a', 'call', '101')).toBe('a:call:101');
});
