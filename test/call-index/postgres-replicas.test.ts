import { describe, expect, test } from 'vitest';
import { createCallIndex } from '../../src/call-index/index.ts';
import type { CallIndexNotice } from '../../src/domain/call-index.ts';
import type { CreateIndex } from '../../src/gateway/open-index.ts';
import type { SourceAccess } from '../../src/sources/connect-source.ts';
import { type FrontDoor, holdAnswers, openFrontDoor } from '../front-door.ts';
import { compiled, run } from '../run-main.ts';
import type { KeptIndex } from './keep-index.ts';
import { startPostgres, withoutPostgres } from './postgres-server.ts';
import { scratchFolder } from './scratch-folder.ts';

const keepIndex = compiled('test/call-index/keep-index.ts');

const indexAt =
  (url: string, notices: CallIndexNotice[]): CreateIndex =>
  sources =>
    createCallIndex({
      url,
      walkEveryMs: 86_400_000,
      keepDays: null,
      sources,
      onNotice: notice => notices.push(notice),
    });

/** Gateways over one database and sandboxes of 2,500 calls each, at Butter's usual quota. */
async function openReplicas() {
  const server = await startPostgres();
  const notices: CallIndexNotice[] = [];
  const door = await openFrontDoor({
    butter: { calls: 2_500 },
    burki: { calls: 2_500 },
    requestsPerSecond: 10,
  });
  const url = server.url();
  return { server, url, notices, door, open: () => door.replica({ createIndex: indexAt(url, notices) }) };
}

/** The requests apart from those for the newest end, which are as many as the time takes. */
const withoutNewest = (requests: readonly string[]): string[] =>
  requests.filter(request => !/^(?:BUTTER .*limit=100|BURKI .*skip=0&limit=100)$/.test(request));

const coverage = '{ callSources { index { coverage { state callCount } } } }';
const isCurrent = { index: { coverage: { state: 'CURRENT', callCount: 2_500 } } };
const isFailed = { index: { coverage: { state: 'FAILED', callCount: 2_500 } } };

const expectCurrent = ({ ask }: Pick<FrontDoor, 'ask'>) =>
  expect
    .poll(async () => (await ask(coverage)).data.callSources, { interval: 200 })
    .toEqual([isCurrent, isCurrent]);

const longest = '{ calls(first: 5, orderBy: { field: DURATION }) { totalCount nodes { id duration } } }';

describe.skipIf(withoutPostgres)('replicas on one PostgreSQL', () => {
  test('make the requests of one, and answer alike', async () => {
    const { door, open } = await openReplicas();
    const [one, other] = [open(), open()];
    await Promise.all([expectCurrent(one), expectCurrent(other)]);
    const requests = withoutNewest(door.cost());
    const count = (pattern: RegExp) => requests.filter(request => pattern.test(request)).length;
    expect(count(/^BUTTER .*cursor=/)).toBe(24);
    expect(count(/^BURKI .*limit=1000/)).toBe(3);
    expect(count(/^BURKI .*\/count$/)).toBe(1);
    expect(requests).toHaveLength(24 + 3 + 1);
    const answers = await Promise.all([one.ask(longest), other.ask(longest)]);
    expect(answers[0]?.data.calls.totalCount).toBe(5_000);
    expect(answers[1]).toEqual(answers[0]);
    expect(withoutNewest(door.cost())).toEqual([]);
  });

  test('say that the database is down, answer what they can without it, and use it again', async () => {
    const { server, notices, open } = await openReplicas();
    const replicas = [open(), open()];
    await Promise.all(replicas.map(expectCurrent));
    notices.length = 0;
    await server.stop();
    for (const { ask } of replicas) {
      await expect
        .poll(async () => (await ask(coverage)).data.callSources, { interval: 200 })
        .toEqual([isFailed, isFailed]);
      const { data, errors } = await ask(
        `{ callStats { total { callCount } coverage { state code } }
           calls(first: 1, filter: { statuses: BUSY }) { nodes { status } coverage { origin } } }`,
      );
      expect(errors).toBeUndefined();
      const unsure = { state: 'PARTIAL', code: 'INTERNAL_SERVER_ERROR' };
      expect(data.callStats).toEqual({ total: { callCount: 5_000 }, coverage: [unsure, unsure] });
      expect(data.calls).toEqual({
        nodes: [{ status: 'BUSY' }],
        coverage: [{ origin: 'SOURCE' }, { origin: 'SOURCE' }],
      });
      expect((await ask(longest)).errors).toMatchObject([
        { path: ['calls'], extensions: { code: 'OVERLOADED', retryable: true } },
      ]);
    }
    const events = () => notices.map(({ source, type }) => `${source} ${type}`).sort();
    const ofEach = (type: string) =>
      ['BURKI', 'BURKI', 'BUTTER', 'BUTTER'].map(source => `${source} ${type}`);
    expect(events()).toEqual(ofEach('FAILED'));
    notices.splice(0, 4);
    await server.start();
    await Promise.all(replicas.map(expectCurrent));
    expect(events()).toEqual(ofEach('RECOVERED'));
  });

  test('go on with the walk where a leader was when it was killed', async () => {
    const { url, door, open } = await openReplicas();
    const access = ({ url, apiKey }: { readonly url: string; readonly apiKey: string }): SourceAccess => ({
      url,
      apiKey,
      organizationId: null,
      account: null,
      sandboxed: true,
      scanPages: 5,
      requestsPerSecond: 10,
    });
    const kept: KeptIndex = {
      url,
      sources: { BUTTER: access(door.butter), BURKI: access(door.burki) },
    };
    const leader = run([keepIndex, JSON.stringify(kept)], scratchFolder());
    await expect.poll(() => door.butter.requests.length).toBeGreaterThan(3);
    // So that the walk is still under way when the leader dies, however slowly the follower starts.
    const release = holdAnswers(door.butter);
    const follower = open();
    await expect
      .poll(
        async () =>
          (await follower.ask('{ callSources { index { coverage { callCount } } } }')).data.callSources[0],
      )
      .not.toMatchObject({ index: { coverage: { callCount: 0 } } });
    leader.signal('SIGKILL');
    await leader.ended;
    release();
    const pagesOf = (requests: readonly string[]) =>
      requests.filter(request => /^BUTTER .*cursor=/.test(request));
    const before = pagesOf(door.cost());
    expect(before.length).toBeLessThan(20);
    await expectCurrent(follower);
    const pages = [...before, ...pagesOf(door.cost())];
    // The page under way when the leader died may be read again.
    expect(new Set(pages).size).toBe(24);
    expect(pages.length).toBeLessThanOrEqual(25);
  });
});
