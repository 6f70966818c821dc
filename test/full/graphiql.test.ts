import type { Browser, Response } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import type { Running } from '../../src/server/start.ts';
import { configOf, startQuietly } from '../settings.ts';
import { installedChromium, launchBrowser, openGraphiQL } from './browser.ts';

const examples = [
  'OneCallInFull',
  'NewestCalls',
  'FilteredCalls',
  'NextPage',
  'Deferred',
  'CostsCompared',
  'SpentByAgent',
  'LongestCalls',
  'FailedYesterday',
  'FailingSource',
];

if (!installedChromium)
  console.warn('GraphiQL is not tested: this machine has no Chromium (on Debian: apt-get install chromium).');

describe.skipIf(!installedChromium)('GraphiQL, on the built-in sandboxes', () => {
  let gateway: Running;
  let browser: Browser;
  const open = () => openGraphiQL(browser, gateway.url);

  beforeAll(async () => {
    const config = configOf({ PORT: '0' });
    gateway = await startQuietly(config, config.index);
    browser = await launchBrowser(installedChromium ?? '');
  });

  afterAll(async () => {
    await browser?.close();
    await gateway?.stop();
  });

  test('opens with a tab for each example, without requests to other hosts and without errors', async () => {
    const { page, run, waitForText, foreignRequests, complaints } = await open();
    await waitForText('.graphiql-query-editor', 'query OneCallInFull');
    const titles = await page.locator('.graphiql-tab-button').allInnerTexts();
    expect(titles).toEqual(examples);
    await run('OneCallInFull');
    expect(foreignRequests).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('is one click away from the page at /, which has no errors', async () => {
    const { page, complaints } = await open();
    await page.goto(gateway.url);
    await page.getByRole('link', { name: '/graphql' }).click();
    await page.getByRole('button', { name: 'OneCallInFull', exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('a tab opens at its first click, whichever was open before', async () => {
    const { openTab, complaints } = await open();
    for (const title of [...examples.toReversed(), 'CostsCompared']) await openTab(title);
    expect(complaints).toEqual([]);
  });

  test('shows one call in full, with the part of its cost that no line explains', async () => {
    const { run, waitForText } = await open();
    const { data, errors } = await run('OneCallInFull');
    expect(errors).toBeUndefined();
    expect(data.callBySid.agent.name).toBe('Sales Rep');
    await waitForText('.graphiql-response', '"total": "12.35"');
    await waitForText('.graphiql-response', '"component": "UNATTRIBUTED"');
  });

  test('shows the newest calls of both sources, run by Ctrl-Enter with the variables of the tab', async () => {
    const { openTab, run, waitForText } = await open();
    await openTab('NewestCalls');
    const { data, errors } = await run('NewestCalls', 'keys');
    expect(errors).toBeUndefined();
    const rows: { source: string; status: string }[] = data.calls.nodes;
    expect(rows).toHaveLength(20);
    expect(new Set(rows.map(row => row.source))).toEqual(new Set(['BUTTER', 'BURKI']));
    expect(new Set(rows.map(row => row.status))).toEqual(new Set(['COMPLETED']));
    await waitForText('.graphiql-response', '"status": "COMPLETED"');
  });

  test('shows the calls of one agent of each source since a day', async () => {
    const { openTab, run } = await open();
    await openTab('FilteredCalls');
    const { data, errors } = await run('FilteredCalls');
    expect(errors).toBeUndefined();
    const names = data.calls.nodes.map(({ agent }: { agent: { name: string } }) => agent.name);
    expect(new Set(names)).toEqual(new Set(['Sales Rep', 'ServiceBot']));
  });

  test('shows the next page once the cursor is pasted into the variables', async () => {
    const { page, openTab, run } = await open();
    await openTab('NextPage');
    const first = await run('NextPage');
    expect(first.data.calls.pageInfo.hasPreviousPage).toBe(false);
    await page.locator('section[aria-label="Variables"] .graphiql-editor:not(.hidden) .view-lines').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText(JSON.stringify({ after: first.data.calls.pageInfo.endCursor }));
    const second = await run('NextPage');
    expect(second.errors).toBeUndefined();
    expect(second.data.calls.pageInfo.hasPreviousPage).toBe(true);
  });

  test('shows the rows of a list and then the transcripts that were deferred', async () => {
    const { page, openTab, waitForText, complaints } = await open();
    await openTab('Deferred');
    const isAnswer = (response: Response) => response.request().postDataJSON()?.operationName === 'Deferred';
    const type = await vi.waitFor(
      async () => {
        const answered = page.waitForResponse(isAnswer, { timeout: 1_000 });
        await page.getByRole('button', { name: /^Execute query/ }).click();
        return (await answered).headers()['content-type'];
      },
      { timeout: 30_000 },
    );
    expect(type).toContain('multipart/mixed');
    await waitForText('.graphiql-response', '"sid"');
    await waitForText('.graphiql-response', '"speaker": "AGENT"');
    expect(complaints).toEqual([]);
  });

  test('shows the costs of a call of each source side by side', async () => {
    const { openTab, run, waitForText } = await open();
    await openTab('CostsCompared');
    const { data, errors } = await run('CostsCompared');
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      butter: { cost: { unit: 'CREDITS', total: '12.35', converted: { amount: '0.1235', currency: 'USD' } } },
      burki: { cost: { unit: 'MONEY', total: '0.05', converted: { amount: '0.05', currency: 'USD' } } },
    });
    await waitForText('.graphiql-response', '"currency": "USD"');
  });

  test.each(['SpentByAgent', 'LongestCalls', 'FailedYesterday'])(
    '%s is answered by the index of the sandboxes',
    async title => {
      const { openTab, run } = await open();
      await openTab(title);
      const { data, errors } = await run(title);
      expect(errors).toBeUndefined();
      const { groups, nodes, coverage } = data.callStats ?? data.calls;
      expect((groups ?? nodes).length).toBeGreaterThan(0);
      expect(coverage).toMatchObject([{ state: 'COMPLETE' }, { state: 'COMPLETE' }]);
    },
  );

  test('shows that a failing source leaves the other call intact', async () => {
    const { openTab, run, waitForText, complaints } = await open();
    await openTab('FailingSource');
    const { data, errors } = await run('FailingSource');
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', source: 'BUTTER' } }]);
    expect(data).toMatchObject({ failing: null, working: { status: 'COMPLETED' } });
    await waitForText('.graphiql-response', '"code": "UPSTREAM_UNAVAILABLE"');
    await waitForText('.graphiql-response', `"agentName": "${data.working.agentName}"`);
    expect(complaints).toEqual([]);
  });

  test('is loaded compressed, and not again by a browser that holds it', async () => {
    const { page, complaints } = await open();
    const loaded = () =>
      page.evaluate(() => {
        const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
        return { sent: navigation?.transferSize ?? 0, whole: navigation?.decodedBodySize ?? 0 };
      });
    const first = await loaded();
    expect(first.whole).toBeGreaterThan(5_000_000);
    expect(first.sent).toBeLessThan(first.whole / 4);
    await page.reload();
    await page.getByRole('button', { name: 'OneCallInFull', exact: true }).waitFor();
    const second = await loaded();
    expect(second.sent).toBeLessThan(2_000);
    expect(second.whole).toBe(first.whole);
    expect(complaints).toEqual([]);
  });

  test('opens with the same tabs at each later visit, on the one that was open', async () => {
    const { page, openTab, waitForText, complaints } = await open();
    const storedTab = () =>
      page.evaluate(() => JSON.parse(localStorage.getItem('graphiql:tabState') ?? '{}').activeTabIndex);
    const visitAgain = async (titles: string[], title: string) => {
      await vi.waitUntil(async () => (await storedTab()) === titles.indexOf(title), { timeout: 30_000 });
      await page.reload();
      await page.getByRole('tab', { selected: true }).waitFor();
      expect(await page.locator('.graphiql-tab-button').allInnerTexts()).toEqual(titles);
      expect(await page.getByRole('tab', { selected: true }).innerText()).toBe(title);
    };
    await visitAgain(examples, 'OneCallInFull');
    for (const title of ['FailingSource', 'NewestCalls', 'Deferred', 'OneCallInFull', 'NextPage']) {
      await openTab(title);
      await visitAgain(examples, title);
      await waitForText('.graphiql-query-editor', `query ${title}`);
    }
    await page.getByRole('button', { name: 'New tab' }).click();
    await visitAgain([...examples, '<untitled>'], '<untitled>');
    expect(complaints).toEqual([]);
  });

  test('keeps what was typed into a tab for the next visit', async () => {
    const { page, openTab, waitForText } = await open();
    await openTab('CostsCompared');
    await page.locator('.graphiql-query-editor .view-lines').click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# typed');
    await vi.waitUntil(
      () => page.evaluate(() => localStorage.getItem('graphiql:tabState')?.includes('# typed')),
      { timeout: 30_000 },
    );
    await page.reload();
    await waitForText('.graphiql-query-editor', '# typed');
    expect(await page.locator('.graphiql-tab-button').count()).toBe(examples.length);
    await openTab('FailingSource');
    await openTab('CostsCompared');
    await waitForText('.graphiql-query-editor', '# typed');
  });

  test('begins its documentation with what the graph is', async () => {
    const { page, waitForText } = await open();
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await waitForText(
      '.graphiql-plugin',
      'the phone calls that voice agents of Butter AI and Burki made or took',
    );
  });

  test('explains the graph in its documentation explorer', async () => {
    const { page, waitForText } = await open();
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-plugin').getByText('Query', { exact: true }).click();
    const description = buildSchema().getQueryType()?.description ?? '';
    const [firstSentence = ''] = description.replace(/\s+/g, ' ').split('. ');
    expect(firstSentence).not.toBe('');
    await waitForText('.graphiql-plugin', firstSentence);
  });
});

describe.skipIf(!installedChromium)('GraphiQL, where a key is wanted', () => {
  const key = 'a-key-of-sixteen-or-more';
  let gateway: Running;
  let browser: Browser;

  beforeAll(async () => {
    gateway = await startQuietly(configOf({ PORT: '0', SANDBOX: 'butter,burki', API_KEYS: `web:${key}` }));
    browser = await launchBrowser(installedChromium ?? '');
  });

  afterAll(async () => {
    await browser?.close();
    await gateway?.stop();
  });

  /** Opens the page without a schema, and returns what types text into the editor of headers. */
  async function openWithoutSchema() {
    const graphiql = await openGraphiQL(browser, gateway.url);
    const { page, waitForText } = graphiql;
    await waitForText('.graphiql-response', 'UNAUTHENTICATED');
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.getByRole('button', { name: 'Headers', exact: true }).click();
    const editor = page.locator('section[aria-label="Headers"] .graphiql-editor:not(.hidden) .view-lines');
    return {
      ...graphiql,
      async enter(headers: string) {
        await editor.click();
        await page.keyboard.press('Control+A');
        await page.keyboard.press('Delete');
        // As pasted text, because the editor closes brackets that are typed.
        await page.keyboard.insertText(headers);
      },
      leaveEditor: () => page.locator('.graphiql-query-editor .view-lines').click(),
    };
  }

  const description = 'the phone calls that voice agents of Butter AI and Burki';

  test.each([`{"authorization":"Bearer ${key}"}`, `{"X-API-Key":"${key}"}`])(
    'the schema is fetched once %s is entered',
    async headers => {
      const { enter, leaveEditor, waitForText } = await openWithoutSchema();
      await enter(headers);
      await leaveEditor();
      await waitForText('.graphiql-plugin', description);
    },
  );

  test('the schema is fetched after a wrong key is corrected', async () => {
    const { enter, leaveEditor, waitForText } = await openWithoutSchema();
    await enter('{"x-api-key":"wrong-key-of-some-length"}');
    await leaveEditor();
    await enter(`{"x-api-key":"${key}"}`);
    await leaveEditor();
    await waitForText('.graphiql-plugin', description);
  });

  test('a query with the key fetches the schema too, and the key serves the other tabs', async () => {
    const { page, enter, openTab, run, waitForText } = await openWithoutSchema();
    await enter(`{"x-api-key":"${key}"}`);
    await page.keyboard.press('Control+Enter');
    await waitForText('.graphiql-plugin', description);
    await openTab('CostsCompared');
    const { data, errors } = await run('CostsCompared');
    expect(errors).toBeUndefined();
    expect(data.butter.cost.total).toBe('12.35');
  });
});
