import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Call } from '../../src/domain/call.ts';
import type { IndexLocation } from '../../src/domain/index-settings.ts';
import { sourceNames } from '../../src/domain/source-name.ts';
import { everything } from '../call-index/statistics/stats-of.ts';
import { statsByBruteForce } from '../call-index/statistics/stats-oracle.ts';
import { type Answer, type FrontDoor, openFrontDoor } from '../front-door.ts';
import type { IndexedWalk, PageArguments } from '../indexed-connection/indexed-door.ts';
import { answerOf, shares, statsQuery } from '../statistics/stats-query.ts';
import {
  arbitraryList,
  arbitraryStats,
  clockChanges,
  filterOf,
  type ListChoices,
  type StatsChoices,
} from './arbitrary-question.ts';
import { arbitraryChange, type Change, createChangingCalls, keyOf } from './changing-calls.ts';
import { faultOfKeys, outOfOrder, rates } from './list-oracle.ts';
import { keyOfShown, listQuery, readList, type ShownCall, shownOf } from './list-reader.ts';
import { settle } from './settled-calls.ts';
import { report, seed, trials } from './settings.ts';
import { createWalkWatch } from './watched-index.ts';

const quarter = 900_000;

const change = arbitraryChange({
  startedAt: fc
    .tuple(
      fc.constantFrom(...clockChanges.map(at => Date.parse(at))),
      fc.oneof(
        fc.integer({ min: -100, max: 100 }).map(quarters => quarters * quarter),
        fc.integer({ min: -3_600_000, max: 3_600_000 }),
      ),
    )
    .map(([at, offset]) => at + offset),
  removals: 2,
});

/** Questions of a round: each list is read while calls move, and again once the index has caught up. */
const arbitraryRound = (lists: number, stats: number) =>
  fc.record({
    changes: fc.array(fc.array(change, { maxLength: 4 }), { minLength: 40, maxLength: 40 }),
    lists: fc.array(arbitraryList, { minLength: lists, maxLength: lists }),
    stats: fc.array(arbitraryStats, { minLength: stats, maxLength: stats }),
  });

const listsInRound = 25;
const statsInRound = 10;

/** Asks gateways that share an index for lists and statistics while its calls arrive, change and vanish. */
export async function proveAnswers(locations: readonly IndexLocation[]): Promise<void> {
  report(`answers: PROVE_SEED=${seed}`);
  const rounds = Math.ceil(trials(500) / listsInRound);
  const proof = await openProof(locations);
  await proof.catchUp();
  for (const round of fc.sample(arbitraryRound(listsInRound, statsInRound), { seed, numRuns: rounds })) {
    for (const list of round.lists) await proof.expectConsistent(list, round.changes);
    await proof.catchUp();
    for (const list of round.lists) await proof.expectExact(list);
    for (const stats of round.stats) await proof.expectExactStats(stats);
  }
  report(`${rounds * listsInRound} lists and ${rounds * statsInRound} statistics agree: ${proof.summary()}`);
}

/** An index that is behind says so, and is asked again. */
class NotCurrent extends Error {}

const coverage = '{ callSources { index { coverage { state provenAt } } } }';

interface Coverage {
  readonly state: string;
  readonly provenAt: string | null;
}

async function coverageOf({ ask }: Pick<FrontDoor, 'ask'>): Promise<Coverage[]> {
  const { data } = await ask(coverage);
  return data.callSources.map(({ index }: { index: { coverage: Coverage } }) => index.coverage);
}

async function openProof(locations: readonly IndexLocation[]) {
  const walks = createWalkWatch();
  const [createIndex, ...others] = locations.map(walks.indexAt);
  const door = await openFrontDoor({
    butter: { calls: 300, seed },
    burki: { calls: 300, seed },
    gateway: { explain: true, costConversion: { currency: 'USD', rates }, createIndex },
  });
  const gateways = [door, ...others.map(createIndex => door.replica({ createIndex }))];
  const world = createChangingCalls({ ...door, now: Date.now });
  let settled = settle(world);
  let answers = 0;

  /** Asks one gateway after the other. */
  async function ask(...[query, variables]: Parameters<FrontDoor['ask']>): Promise<Answer> {
    const gateway = gateways[answers++ % gateways.length] ?? door;
    const answer = await gateway.ask(query, variables);
    expect(answer.errors, JSON.stringify(variables)).toBeUndefined();
    expect(answer.extensions.explain.upstreamRequests).toEqual([]);
    return answer;
  }

  const page = (args: PageArguments) => ask(listQuery, { ...args });

  /** Waits until each gateway has the state of the last walks of the one that leads. */
  async function allCurrent(): Promise<void> {
    const times = (await Promise.all(gateways.map(coverageOf))).flat().map(({ provenAt }) => provenAt ?? '');
    const last = times.toSorted().at(-1) ?? '';
    const isCurrent = ({ state, provenAt }: Coverage) => state === 'CURRENT' && (provenAt ?? '') >= last;
    for (const gateway of gateways)
      await expect.poll(async () => (await coverageOf(gateway)).every(isCurrent)).toBe(true);
  }

  async function whenCurrent<T>(read: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof NotCurrent)) throw error;
        await allCurrent();
      }
    }
  }

  /** Reads a list of that many calls while none moves. */
  const readExactly = (walk: IndexedWalk & { readonly size: number }, count: number) =>
    whenCurrent(() => {
      let left = count;
      return readList(page, {
        ...walk,
        onPage({ data: { calls } }) {
          const states: readonly string[] = calls.coverage.map(({ state }: { state: string }) => state);
          if (states.includes('PARTIAL')) throw new NotCurrent();
          // A list that the filter leaves to no source is not counted.
          const total = states.every(state => state === 'EXCLUDED') ? count : calls.totalCount;
          const { hasPreviousPage, hasNextPage } = calls.pageInfo;
          const [isFirst, length] = [left === count, Math.min(walk.size, left)];
          left -= length;
          expect([total, calls.edges.length], JSON.stringify(walk)).toEqual([count, length]);
          expect(walk.backward ? [hasPreviousPage, hasNextPage] : [hasNextPage, hasPreviousPage]).toEqual([
            left > 0,
            !isFirst,
          ]);
        },
      });
    });

  /** The version of a call that a row shows, and that the filter matches. */
  const versionOf = (row: ShownCall, matches: (call: Call) => boolean): Call | undefined =>
    settled.versionsOf(keyOfShown(row)).find(call => matches(call) && isDeepStrictEqual(shownOf(call), row));

  return {
    summary: () =>
      `${answers} answers, ${world.calls.size} calls, ${world.changedAt.size} of which have changed`,

    /** Waits until walks have finished that began after the last change. */
    async catchUp(): Promise<void> {
      const since = performance.now();
      const isProven = () => sourceNames.every(name => (walks.provenSince.get(name) ?? 0) > since);
      await expect.poll(isProven).toBe(true);
      await allCurrent();
      settled = settle(world);
    },

    /**
     * Reads a list while calls move. Each row is a version of a call that matches, and each comes after the one before. Calls that
     * do not move are there once if they match, and else not at all.
     */
    async expectConsistent(list: ListChoices, changes: readonly (readonly Change[])[]): Promise<void> {
      const calls = [...settled.calls.values()];
      const { filter, currency, matches } = filterOf(list.filter, calls);
      const walk = walkOf(list, filter, calls.filter(matches).length);
      const onPage = () => world.apply(changes[answers % changes.length] ?? []);
      const rows = await readList(page, { ...walk, onPage });
      const versions = rows.map(row => versionOf(row, matches));
      const invented = rows.filter((_, at) => !versions[at]);
      const shown = versions.filter(version => version !== undefined);
      const resting = (key: string) => !settled.isTouched(key);
      const fault = {
        invented,
        order: outOfOrder(shown, list.orderBy, currency),
        resting: faultOfKeys(
          rows.map(keyOfShown).filter(resting),
          calls.filter(call => matches(call) && resting(keyOf(call))),
        ),
      };
      expect(fault, JSON.stringify(walk)).toEqual({ invented: [], order: null, resting: null });
    },

    /** Reads a list in both directions while no call moves. */
    async expectExact(list: ListChoices): Promise<void> {
      const calls = [...world.calls.values()];
      const { filter, currency, matches } = filterOf(list.filter, calls);
      const expected = calls.filter(matches);
      const forward = walkOf({ ...list, backward: false }, filter, expected.length);
      const rows = await readExactly(forward, expected.length);
      const question = JSON.stringify(forward);
      expect(faultOfKeys(rows.map(keyOfShown), expected), question).toBeNull();
      const given = rows.flatMap(row => world.calls.get(keyOfShown(row)) ?? []);
      expect(outOfOrder(given, list.orderBy, currency), question).toBeNull();
      expect(rows, question).toEqual(given.map(shownOf));
      const backward = walkOf({ ...list, backward: true }, filter, expected.length);
      expect(await readExactly(backward, expected.length), question).toEqual(rows);
    },

    async expectExactStats({ filter: choices, ...request }: StatsChoices): Promise<void> {
      const calls = [...world.calls.values()];
      const { filter, matches } = filterOf(choices, calls);
      const { data } = await ask(statsQuery, { ...request, filter });
      const expected = statsByBruteForce(calls.filter(matches), {
        ...everything,
        ...request,
        order: request.orderBy,
        limit: request.first,
        conversion: { currency: 'USD', rates },
        percentiles: { total: shares, groups: shares },
      });
      expect(data.callStats, JSON.stringify({ ...request, filter })).toEqual(answerOf(expected));
    },
  };
}

/** A walk through a list whose pages are so large that they are about a dozen at most. */
function walkOf({ orderBy, size: wanted, backward, byEdge }: ListChoices, filter: object, count: number) {
  const size = Math.min(100, Math.max(wanted, Math.ceil(count / 12)));
  return { filter, orderBy, size, backward, byEdge, ...(backward ? { last: size } : { first: size }) };
}
