import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { everyCall } from '../../src/domain/call-filter.ts';
import type { ConnectedSource } from '../../src/domain/call-source.ts';
import { sourceNames } from '../../src/domain/source-name.ts';
import { createCursorWriter, readCursor } from '../../src/loaders/merged-connection/cursor.ts';
import type { Checkpoints } from '../../src/loaders/merged-connection/merge.ts';
import { givenUpTo } from '../../src/sources/burki/given.ts';
import type { Span } from '../../src/sources/burki/position.ts';
import { openFrontDoor } from '../front-door.ts';
import { burkiInMemory, butterInMemory, pageOf } from './in-memory.ts';
import { askPage, sidsOf, walk } from './paging.ts';

const butter = butterInMemory();
const burki = burkiInMemory();
const sources: readonly ConnectedSource[] = [butter.connected, burki.connected];

const write = createCursorWriter(everyCall, sources);

const databaseId = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const microseconds = fc.integer({ min: 946_684_800_000_000, max: 2_500_000_000_000_000 });
const spans = (maxLength: number) =>
  fc.array(
    fc
      .tuple(microseconds, databaseId, databaseId)
      .map(([at, a, b]) => ({ at, high: Math.max(a, b), low: Math.min(a, b) })),
    { maxLength },
  );

const startedAt = fc
  .tuple(
    fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    fc.constantFrom('', '.1', '.120', '.000001', '.123456', '.123456789'),
    fc.constantFrom('T', ' '),
    fc.constantFrom('', 'Z', '+00:00', '-05:30', 'z'),
  )
  .map(
    ([date, fraction, separator, zone]) =>
      `${date.toISOString().slice(0, 19).replace('T', separator)}${fraction}${zone}`,
  );

const butterPosition = fc.record({
  cursor: fc.option(
    fc.oneof(
      fc.string({ minLength: 1, unit: 'binary', maxLength: 80 }),
      fc.base64String({ minLength: 4, maxLength: 80 }),
      fc.uuid(),
    ),
  ),
  after: fc.option(fc.integer({ min: 0, max: 2 ** 48 - 1 })),
  skip: fc.integer({ min: 0, max: 100 }),
});

/** A cursor such as a JWT: base64url in parts. */
const dotted = fc
  .array(fc.base64String({ minLength: 4, maxLength: 80 }), { minLength: 2, maxLength: 3 })
  .map(parts => parts.map(part => part.replace(/=/g, '')).join('.'));

const agent = fc.constantFrom({}, { withoutAgent: true });
const started = fc
  .tuple(
    fc.record({ at: startedAt, id: databaseId, ties: fc.integer({ min: 1, max: 1_000 }), given: spans(3) }),
    fc.constantFrom({}, { wide: true }),
    agent,
  )
  .map(parts => Object.assign({}, ...parts));
const waiting = fc
  .tuple(
    fc.record({
      skip: fc.integer({ min: 0, max: 1e6 }),
      listed: fc.integer({ min: 0, max: 5_000 }),
      isBounded: fc.boolean(),
      given: spans(60),
      page: spans(1).map(([span]) => span ?? null),
    }),
    agent,
  )
  .map(parts => Object.assign({}, ...parts));

const checkpointAt = <T>(position: fc.Arbitrary<T>) =>
  fc.record({
    position: fc.oneof(fc.constant(null), fc.constant('end' as const), position),
    watermark: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), microseconds),
    total: fc.option(fc.integer({ min: 0, max: 2 ** 31 - 1 })),
  });

const places: fc.Arbitrary<Checkpoints> = fc.record(
  { BUTTER: checkpointAt(butterPosition), BURKI: checkpointAt(fc.oneof(started, waiting)) },
  { requiredKeys: [] },
);

const wellFormed = (text: string | null | undefined) => text == null || Buffer.from(text).toString() === text;

describe('a cursor', () => {
  test('decodes to every position that it was encoded with', () => {
    fc.assert(
      fc.property(places, written => {
        const position = written.BUTTER?.position;
        fc.pre(typeof position !== 'object' || wellFormed(position?.['cursor'] as string | null));
        expect(readCursor(write(written), everyCall, sources)).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });

  test('that is changed in any way is refused as bad input or still valid, and never throws otherwise', () => {
    const change = fc.record({
      at: fc.nat(),
      by: fc.constantFrom('A', '_', '9', 'é', ' ', '', '=', 'AAAA', '__________'),
      cut: fc.nat(3),
    });
    fc.assert(
      fc.property(places, change, (written, { at, by, cut }) => {
        const cursor = write(written);
        const place = at % (cursor.length + 1);
        const changed = cursor.slice(0, place) + by + cursor.slice(place + cut);
        let code: unknown = null;
        try {
          readCursor(changed, everyCall, sources);
        } catch (failure) {
          ({ code } = Object(failure));
        }
        expect(['BAD_USER_INPUT', null]).toContain(code);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ['no cursor', ''],
    ['an older version', Buffer.from('{"v":1,"f":"x","s":{}}').toString('base64url')],
    [
      'more than was written',
      Buffer.from([2, 8, ...Array(8).fill(0), ...sourceNames.map(() => 0), 0]).toString('base64url'),
    ],
    ['with padding', `${write({})}=`],
  ])('is refused when it is %s', (_, cursor) => {
    expect(() => readCursor(cursor, everyCall, sources)).toThrow('takes a cursor as this list gave it');
  });

  test('with a total beyond the Int of GraphQL is refused', () => {
    const forged = { BURKI: { position: null, watermark: Number.POSITIVE_INFINITY, total: 2 ** 31 } };
    const cursor = write(forged);
    expect(() => readCursor(cursor, everyCall, sources)).toThrow('takes a cursor as this list gave it');
  });
});

describe('the length of a cursor', () => {
  test('is at most a hundred characters besides the cursor of Butter, for calls that have started', async () => {
    const door = await openFrontDoor({ butter: { calls: 320 }, burki: { calls: 320 } });
    for (const { call_sid } of door.butter.calls.slice(0, 40)) {
      const long = `${call_sid}${'x'.repeat(200)}`;
      door.butter.change(call_sid, { call_sid: long });
    }
    for (const { id } of door.burki.calls.slice(30, 60))
      door.burki.change(id, { started_at: `2026-11-01T10:00:${String(id % 60).padStart(2, '0')}.${id}99` });
    let after: string | null = null;
    for (let pages = 0; pages < 12; pages += 1) {
      const { data } = await askPage(door, { first: 50, after });
      const [used] = door
        .cost()
        .filter(url => url.includes('cursor='))
        .slice(-1);
      const own = used
        ? (new URL(`http://x${used.slice('BUTTER '.length)}`).searchParams.get('cursor') ?? '')
        : '';
      for (const { cursor } of data.calls.edges)
        expect(cursor.length).toBeLessThanOrEqual(100 + Math.max(own.length, 14));
      after = data.calls.pageInfo.endCursor;
    }
  });

  test('of a hundred started calls is 10 kB at most in all, besides the cursor of Butter', async () => {
    const door = await openFrontDoor({ butter: { calls: 320 }, burki: { calls: 320 } });
    const filter = { started: { from: '2000-01-01' } };
    let after: string | null = null;
    for (let pages = 0; pages < 4; pages += 1) {
      const { data } = await askPage(door, { first: 100, after, filter });
      const cursors: string[] = data.calls.edges.map(({ cursor }: { cursor: string }) => cursor);
      expect(cursors).toHaveLength(100);
      // Each holds the cursor of the sandbox once, such as `YmVsb3c6MjIx`.
      const own = pages === 0 ? 0 : 100 * 'YmVsb3c6MjIx'.length;
      expect(cursors.join('').length - own).toBeLessThanOrEqual(10_000);
      after = data.calls.pageInfo.endCursor;
    }
  });

  test('grows by no more than the length of the cursor of Butter if that is base64', () => {
    const length = (cursor: string | null) => {
      const position = { cursor, after: 2 ** 48 - 1, skip: 100 };
      return write({ BUTTER: { position, watermark: 1, total: null } }).length;
    };
    const own = Buffer.alloc(300, 'opaque').toString('base64url');
    expect(length(own) - length(null)).toBeLessThanOrEqual(own.length + 4);
  });

  test('is at most 140 characters and a third more than the cursor of Butter is long, however times and cursors are spelled', () => {
    const printable = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 300 });
    const ascii = fc.oneof(
      printable,
      fc.json().filter(text => text.length > 0),
      dotted,
    );
    fc.assert(
      fc.property(ascii, startedAt, databaseId, (own, at, id) => {
        const passed = 2 ** 52 - 1;
        const butter = { cursor: own, after: 2 ** 48 - 1, skip: 100 };
        const burki = { at, id, ties: 1_000, given: [] };
        const cursor = write({
          BUTTER: { position: butter, watermark: passed, total: null },
          BURKI: { position: burki, watermark: passed, total: 2 ** 31 - 1 },
        });
        const isPlain = /:\d\d(\.\d+)?(Z|\+00:00)?$/.test(at) && !/-\d\d:\d\d$/.test(at);
        expect(cursor.length).toBeLessThanOrEqual((isPlain ? 100 : 140) + Math.ceil((own.length * 4) / 3));
      }),
      { numRuns: 500 },
    );
  });

  test('lets the longest cursor of Butter that is written be read', () => {
    const given = Array.from({ length: 60 }, (_, index) => ({
      at: index % 2 === 0 ? 0 : 2 ** 52 - 1,
      high: Number.MAX_SAFE_INTEGER - 2 * index,
      low: 1,
    }));
    const position = { cursor: '\u{ffff}'.repeat(4_096), after: 2 ** 48 - 1, skip: 100 };
    const waiting = { skip: 5_000, listed: 1_000, isBounded: true, given, page: null };
    const written: Checkpoints = {
      BUTTER: { position, watermark: 2 ** 52 - 1, total: null },
      BURKI: { position: waiting, watermark: 2 ** 52 - 1, total: 2 ** 31 - 1 },
    };
    expect(readCursor(write(written), everyCall, sources)).toEqual(written);
  });

  test('is at most two kilobytes while unstarted calls are listed one by one and start meanwhile', async () => {
    const listed = burkiInMemory();
    const newest = Date.parse('2026-03-09T10:00:00Z') / 1000;
    listed.rows = [
      ...Array.from({ length: 400 }, (_, index) => ({ key: 1_000_000_000 + index * 999_983, time: null })),
      { key: 1, time: newest },
    ];
    let after: string | null = null;
    let longest = 0;
    for (let pages = 0; pages < 300; pages += 1) {
      const page = await pageOf([listed], 1, after);
      after = page.pageInfo.endCursor();
      longest = Math.max(longest, String(after).length);
      listed.rows = [...listed.rows, { key: 10 + pages, time: newest + pages * 1_000 }];
    }
    expect(longest).toBeLessThanOrEqual(2_048);
    expect(longest).toBeGreaterThan(400);
  });

  test('is bounded for the worst list of Burki', () => {
    let given: readonly Span[] = [];
    for (let index = 0; index < 400; index += 1) {
      const page = {
        at: index % 2 === 0 ? 946_684_800_000_000 : 2_500_000_000_000_000,
        high: Number.MAX_SAFE_INTEGER - 1,
        low: index % 2 === 0 ? 1 : Number.MAX_SAFE_INTEGER - 2,
      };
      const position = { skip: 5_000, listed: 1_000, isBounded: true, given: [...given], page };
      const cursor = write({ BURKI: { position, watermark: 1, total: null } });
      expect(cursor.length).toBeLessThanOrEqual(2_048);
      given = givenUpTo(position);
    }
  });
});

test('a cursor of one replica is accepted by another', async () => {
  const door = await openFrontDoor();
  const { data } = await askPage(door, { first: 20 });
  const rest = await walk({ ...door, ask: door.replica().ask }, { first: 100 });
  const query = 'query($after: String) { calls(first: 100, after: $after) { edges { node { sid } } } }';
  const next = await door.replica().ask(query, { after: data.calls.pageInfo.endCursor });
  const sids = next.data.calls.edges.map(({ node }: { node: { sid: string } }) => node.sid);
  expect(sids).toEqual(sidsOf(rest).slice(20, 120));
});
