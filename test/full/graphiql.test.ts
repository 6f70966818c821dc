import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSchema } from '../../src/graphql/schema.ts';
import type { Running } from '../../src/server/start.ts';
import { configOf, startQuietly } from '../settings.ts';
import { installedChromium, launchBrowser, openGraphiQL } from './browser.ts';

if (!installedChromium)
  console.warn('GraphiQL is not tested: this machine has no Chromium (on Debian: apt-get install chromium).');

describe.skipIf(!installedChromium)('GraphiQL, on the built-in sandboxes', () => {
  let gateway: Running;
  let browser: Browser;
  const open = () => openGraphiQL(browser, gateway.url);

  beforeAll(async () => {
    gateway = await startQuietly(configOf({ PORT: '0' }));
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
    expect(titles).toEqual(['OneCallInFull', 'NewestCalls', 'CostsCompared', 'FailingSource']);
    await run('OneCallInFull');
    expect(foreignRequests).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test('is one click away from the page at /, which has no errors', async () => {
    const { page, waitForText, complaints } = await open();
    await page.goto(gateway.url);
    await page.getByRole('link', { name: '/graphql' }).click();
    await waitForText('.graphiql-query-editor', 'query OneCallInFull');
    expect(complaints).toEqual([]);
  });

  test('a tab opens at its first click, whichever was open before', async () => {
    const { openTab, complaints } = await open();
    for (const title of ['CostsCompared', 'NewestCalls', 'FailingSource', 'OneCallInFull'])
      await openTab(title);
    expect(complaints).toEqual([]);
  });

  test('shows one call in full, with the part of its cost that no line explains', async () => {
    const { run, waitForText } = await open();
    const { data, errors } = await run('OneCallInFull');
    expect(errors).toBeUndefined();
    expect(data.callBySid.agent.name).toBe('Sales Rep');
    await waitForText('.graphiql-response', '"total": "12.35"');
    await waitForText('.graphiql-response', '"unattributed": "1.35"');
  });

  test('shows the newest calls of both sources, run by Ctrl-Enter with the variables of the tab', async () => {
    const { openTab, run, waitForText } = await open();
    await openTab('NewestCalls');
    const { data, errors } = await run('NewestCalls', 'keys');
    expect(errors).toBeUndefined();
    expect(data.calls.edges).toHaveLength(20);
    const rows = data.calls.edges.map((edge: { node: { source: string; status: string } }) => edge.node);
    expect(new Set(rows.map((row: { source: string }) => row.source))).toEqual(new Set(['BUTTER', 'BURKI']));
    expect(new Set(rows.map((row: { status: string }) => row.status))).toEqual(new Set(['COMPLETED']));
    await waitForText('.graphiql-response', '"status": "COMPLETED"');
  });

  test('shows the costs of a call of each source side by side', async () => {
    const { openTab, run, waitForText } = await open();
    await openTab('CostsCompared');
    const { data, errors } = await run('CostsCompared');
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      butter: { cost: { currency: 'CREDITS', total: '12.35' } },
      burki: { cost: { currency: 'USD', total: '0.05' } },
    });
    await waitForText('.graphiql-response', '"currency": "USD"');
  });

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
