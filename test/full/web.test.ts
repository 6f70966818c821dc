import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { freePort } from '../listen.ts';
import { installedChromium, launchBrowser } from './browser.ts';
import { buildPage, openPage, type ServedPage, servePage, startFailingGateway } from './web-page.ts';

if (!installedChromium)
  console.warn(
    'The web page is not tested: this machine has no Chromium (on Debian: apt-get install chromium).',
  );

const rows = (page: Page) => page.getByRole('region', { name: 'Calls' }).getByRole('link');
const rowsOf = (page: Page, source: string) => rows(page).filter({ hasText: source });
const notice = (page: Page) => page.getByRole('region', { name: 'Calls' }).getByRole('status');
const panel = (page: Page) => page.getByRole('region', { name: 'Opened call' });
const retry = (page: Page) => page.getByRole('button', { name: 'Try again' });

/** Waits until there are rows and each of them has the text. */
const showsOnly = (page: Page, text: string) =>
  expect
    .poll(async () => (await rows(page).allInnerTexts()).map(row => row.includes(text)), { timeout: 10_000 })
    .toSatisfy((fits: boolean[]) => fits.length > 0 && fits.every(Boolean));

const hasFocus = (element: Locator) =>
  expect.poll(() => element.evaluate(node => node === document.activeElement)).toBe(true);

describe.skipIf(!installedChromium)('the web page of examples/web', () => {
  let gateway: Awaited<ReturnType<typeof startFailingGateway>>;
  let served: ServedPage;
  let browser: Browser;
  const open = (address = '', how = {}) => openPage(browser, `${served.url}/${address}`, how);

  /** Lets a source answer 503 until the test ends, or until it is told to stop. */
  function fail(sandbox: Sandbox, route?: 'list' | 'transcript'): () => void {
    const rule = { fault: { kind: 'status', status: 503 } } as const;
    const end = sandbox.play(route ? { ...rule, route } : rule);
    onTestFinished(end);
    return end;
  }

  beforeAll(async () => {
    await buildPage();
    gateway = await startFailingGateway();
    served = await servePage('preview', { GATEWAY_URL: gateway.url });
    browser = await launchBrowser(installedChromium ?? '');
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await served?.stop();
    await gateway?.close();
  });

  /** The address of a call in the page, by a field of Query that finds it. */
  async function addressOf(field: string): Promise<string> {
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ found: ${field} { id } }` }),
    });
    const { data } = await answer.json();
    return `?call=${encodeURIComponent(data.found.id)}`;
  }

  test('lists the calls of both sources, and more of them where the focus then is', async () => {
    const { page, complaints } = await open();
    await rows(page).nth(24).waitFor();
    expect(await rows(page).count()).toBe(25);
    expect(await rowsOf(page, 'Butter').count()).toBeGreaterThan(0);
    expect(await rowsOf(page, 'Burki').count()).toBeGreaterThan(0);
    expect(await page.getByRole('list', { name: 'Sources' }).innerText()).toMatch(/Butter live\s+Burki live/);
    await page.getByRole('button', { name: 'Load more' }).press('Enter');
    await rows(page).nth(49).waitFor();
    await expect
      .poll(() =>
        rows(page)
          .nth(25)
          .evaluate(row => row === document.activeElement),
      )
      .toBe(true);
    const addresses = await rows(page).evaluateAll(links => links.map(link => link.getAttribute('href')));
    expect(new Set(addresses).size).toBe(50);
    expect(complaints).toEqual([]);
  });

  test('filters by source, status, agent, number and day, and keeps the filters in the address', async () => {
    const { page, complaints } = await open();
    await page.getByRole('radio', { name: 'Burki' }).check({ force: true });
    await showsOnly(page, 'Burki');
    await page.getByLabel('Status').selectOption('Completed');
    await showsOnly(page, 'Completed');
    await page.getByLabel('Agent').selectOption('Surveyor (Burki)');
    await showsOnly(page, 'Surveyor');
    await page.reload();
    await showsOnly(page, 'Surveyor');
    expect(await page.getByLabel('Status').inputValue()).toBe('COMPLETED');
    await page.getByRole('button', { name: 'Clear' }).click();
    await rowsOf(page, 'Butter').first().waitFor();

    const number = gateway.butter.calls.find(call => call.call_type === 'outbound')?.to_number ?? '';
    await page.getByLabel('Customer number').fill('12');
    await page.getByText('At least 4 digits').waitFor();
    await page.getByLabel('Customer number').fill(number.slice(-8));
    await showsOnly(page, number.slice(-8));
    expect(complaints).toEqual([]);
  });

  test('says so when no call fits, and shows all calls again', async () => {
    const { page, complaints } = await open('?from=2099-01-01');
    await page.getByText('No call fits these filters').waitFor();
    expect(await rows(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Show all calls' }).click();
    await rows(page).first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('opens a call by keys, with what its cost lines leave open; "back" closes it', async () => {
    const { page, complaints } = await open('?status=COMPLETED&source=BUTTER');
    await rows(page).first().press('Enter');
    await panel(page).getByRole('region', { name: 'Transcript' }).waitFor();
    await hasFocus(panel(page).getByRole('article'));
    await page.goBack();
    await page.getByText('No call is open').waitFor();
    await hasFocus(rows(page).first());

    await page.goto(`${served.url}/${await addressOf('callBySid(sid: "call_abc123def456")')}`);
    const transcript = panel(page).getByRole('region', { name: 'Transcript' });
    await transcript.getByText('Hello! How can I help you today?').waitFor();
    const cost = panel(page).getByRole('region', { name: 'Cost' });
    const lines = (await cost.getByRole('row').allInnerTexts()).map(line => line.replace(/\s+/g, ' ').trim());
    expect(lines).toEqual([
      'Speech synthesis 500 characters 5',
      'Language model 150 tokens 3',
      'Input 100 tokens 1',
      'Output 50 tokens 2',
      'Phone line 2 minutes 2',
      'Not on any line 1.35',
      'Speech recognition 120 seconds 1',
      'Total 12.35 credits',
    ]);
    expect(complaints).toEqual([]);
  });

  test('a turn is chosen on the timeline by arrow keys, and found in the transcript', async () => {
    const { page, complaints } = await open(await addressOf('callByDatabaseId(databaseId: 101)'));
    const turns = panel(page).getByRole('toolbar', { name: 'Turns' }).getByRole('button');
    await turns.first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    expect(await turns.nth(1).getAttribute('aria-pressed')).toBe('true');
    expect(await turns.nth(1).getAttribute('aria-label')).toBe('Turn 2, 00:04 to 00:10');
    expect(await panel(page).locator('.chosen p').allInnerTexts()).toEqual([
      'My last invoice is wrong.',
      'I am sorry about that. Let me look it up.',
    ]);
    await panel(page).getByText('3 turns, told from the transcript').waitFor();
    await panel(page).getByText('0.05 USD').waitFor();
    expect(complaints).toEqual([]);
  });

  test('a source that fails leaves the calls of the other, and is tried again', async () => {
    const heal = fail(gateway.burki);
    const { page, complaints } = await open();
    await notice(page)
      .getByText('Burki’s calls are missing here. Burki cannot be reached just now.')
      .waitFor();
    expect(await rowsOf(page, 'Butter').count()).toBe(25);
    heal();
    await retry(page).click();
    await rowsOf(page, 'Burki').first().waitFor();
    expect(await retry(page).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('says so when every source fails, and tries again', async () => {
    const heals = [fail(gateway.burki), fail(gateway.butter)];
    const { page, complaints } = await open();
    await page.getByRole('alert').getByText('No calls to show.').waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('UPSTREAM_UNAVAILABLE');
    expect(await rows(page).count()).toBe(0);
    for (const heal of heals) heal();
    await retry(page).click();
    await rows(page).first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('a transcript that fails leaves the rest of the call, and is tried again', async () => {
    const heal = fail(gateway.burki, 'transcript');
    const { page, complaints } = await open(await addressOf('callByDatabaseId(databaseId: 101)'));
    const transcript = panel(page).getByRole('region', { name: 'Transcript' });
    await transcript.getByRole('alert').waitFor();
    expect(await transcript.innerText()).toContain('Burki cannot be reached just now.');
    await panel(page).getByText('0.05 USD').waitFor();
    heal();
    await retry(page).first().click();
    await transcript.getByText('My last invoice is wrong.').waitFor();
    expect(await retry(page).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('shows that it loads, and what is wrong when the gateway is gone', async () => {
    const { page } = await open('?from=2099-01-01');
    let answer = (): void => {};
    const asked = new Promise<void>(resolve => {
      answer = resolve;
    });
    await page.route('**/graphql', async route => {
      await asked;
      await route.abort();
    });
    await page.goto(served.url);
    await page.getByRole('status').getByText('Loading calls…').waitFor();
    answer();
    await page.getByRole('alert').getByText('The gateway did not answer.').waitFor();
    await page.unroute('**/graphql');
    await retry(page).click();
    await rows(page).first().waitFor();
  });

  test('on a phone a call takes the place of the list, and nothing is wider than the screen', async () => {
    const { page, complaints } = await open('', { viewport: { width: 360, height: 740 }, hasTouch: true });
    const overhang = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await rowsOf(page, 'Completed').first().waitFor();
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('Status').waitFor();
    expect(await overhang()).toBe(0);
    await rowsOf(page, 'Completed').first().tap();
    await panel(page).getByRole('region', { name: 'Transcript' }).waitFor();
    expect(await rows(page).count()).toBe(0);
    expect(await overhang()).toBe(0);
    await panel(page).getByRole('link', { name: 'All calls' }).tap();
    await rows(page).first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('one command starts the page and the gateway, and stopping it stops both', async () => {
    const port = await freePort();
    const both = await servePage('start', { PORT: String(port) });
    onTestFinished(both.stop);
    const { page, complaints } = await openPage(browser, both.url);
    await rowsOf(page, 'Burki').first().waitFor({ timeout: 30_000 });
    expect(complaints).toEqual([]);
    await both.stop();
    await expect.poll(() => fetch(`http://127.0.0.1:${port}/health`).catch(() => 'gone')).toBe('gone');
  }, 120_000);
});
