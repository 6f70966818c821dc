import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { freePort } from '../listen.ts';
import { configOf, startQuietly } from '../settings.ts';
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
const costs = (page: Page) => page.getByRole('region', { name: 'Costs' });
const bars = (chart: Locator) => chart.locator('.recharts-bar-rectangle path');
const retry = (page: Page) => page.getByRole('button', { name: 'Try again' });

/** The rows of the table behind a chart, without its head, once it is unfolded. */
async function figuresOf(chart: Locator): Promise<string[]> {
  const details = chart.locator('details');
  if (!(await details.evaluate(node => node.hasAttribute('open'))))
    await details.getByText('Figures').press('Enter');
  return details.locator('tbody tr').evaluateAll(rows => rows.map(row => row.textContent ?? ''));
}

/** Waits until there are rows and each of them has the text. */
const showsOnly = (page: Page, text: string) =>
  expect
    .poll(async () => (await rows(page).allInnerTexts()).map(row => row.includes(text)), { timeout: 10_000 })
    .toSatisfy((fits: boolean[]) => fits.length > 0 && fits.every(Boolean));

// biome-ignore-start lint/suspicious/noExplicitAny: the JSON of an upstream has the form that its API gives it.
const withTwoTurnsOfOneNumber = ({ data, ...rest }: any) => ({
  ...rest,
  data: { ...data, turns: [data.turns[0], data.turns[0]] },
});
const withTotalOf3Cents = (call: any) => ({ ...call, total_cost: 0.03 });
const inYen = (list: any) => ({
  ...list,
  items: list.items.map((call: any) => ({ ...call, cost_currency: 'JPY' })),
});
// biome-ignore-end lint/suspicious/noExplicitAny: as above.

/** How much wider the page is than the screen. */
const overhang = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

const hasFocus = (element: Locator) =>
  expect.poll(() => element.evaluate(node => node === document.activeElement)).toBe(true);

describe.skipIf(!installedChromium)('the web page of examples/web', () => {
  let gateway: Awaited<ReturnType<typeof startFailingGateway>>;
  let served: ServedPage;
  let browser: Browser;
  const open = (address = '', how = {}) => openPage(browser, `${served.url}/${address}`, how);

  /** Lets a source answer 503 until the test ends, or until it is told to stop. */
  function fail(sandbox: Sandbox, route?: 'list' | 'call' | 'transcript'): () => void {
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

  // biome-ignore lint/suspicious/noExplicitAny: it depends on the query.
  async function ask(query: string): Promise<any> {
    const answer = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { data } = await answer.json();
    return data;
  }

  /** The address of a call in the page, by a field of Query that finds it. */
  async function addressOf(field: string): Promise<string> {
    const data = await ask(`{ found: ${field} { id } }`);
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
      'Converted 0.1235 USD',
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

  test('turns that share a number are chosen one by one, and their events lead to no entry, because none is sure', async () => {
    onTestFinished(
      gateway.butter.play({ route: 'call', fault: { kind: 'rewrite', change: withTwoTurnsOfOneNumber } }),
    );
    const { page, complaints } = await open(await addressOf('callBySid(sid: "call_abc123def456")'));
    const turns = panel(page).getByRole('toolbar', { name: 'Turns' }).getByRole('button');
    await turns.nth(1).click();
    expect(await turns.evaluateAll(all => all.map(turn => turn.getAttribute('aria-pressed')))).toEqual([
      'false',
      'true',
    ]);
    const events = panel(page).getByRole('list', { name: 'Events of turn 2' });
    expect(await events.innerText()).toContain('Hello! How can I help you today?');
    expect(await events.getByRole('link').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('an utterance among the events of a turn is a link to its entry of the transcript', async () => {
    const { page, complaints } = await open(await addressOf('callBySid(sid: "call_abc123def456")'));
    await panel(page).getByRole('toolbar', { name: 'Turns' }).getByRole('button').click();
    await panel(page).getByRole('link', { name: 'Hello! How can I help you today?' }).press('Enter');
    expect(await page.locator(':target').innerText()).toContain('Hello! How can I help you today?');
    expect(await page.locator('.entry.chosen').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test('latency of the answers is a chart with its percentiles, and a sentence where none is known', async () => {
    const { page, complaints } = await open(await addressOf('callBySid(sid: "call_abc123def456")'));
    const latency = panel(page).getByRole('region', { name: 'Latency' });
    await latency.getByText('Median 0.50 s').waitFor();
    await latency.getByText('95th percentile 0.50 s').waitFor();
    expect(await bars(latency).count()).toBe(1);
    expect(await figuresOf(latency)).toEqual(['10.5 s']);
    await page.goto(`${served.url}/${await addressOf('callByDatabaseId(databaseId: 101)')}`);
    await latency.getByText('No latency is known for this call.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('charts the listed calls of both sources in one currency, from the list alone', async () => {
    const { calls } = await ask(
      '{ calls(first: 25) { nodes { source cost { converted { amount currency } } } } }',
    );
    const converted = calls.nodes.filter(({ cost }: { cost: { converted: unknown } }) => cost.converted);
    gateway.butter.forget();
    gateway.burki.forget();
    const { page, complaints } = await open();
    await costs(page).getByText(`${converted.length} of the 25 calls in the list, in USD.`).waitFor();
    expect(await bars(costs(page)).count()).toBe(converted.length);
    const figures = await figuresOf(costs(page));
    expect(figures.map(row => row.replace(/^.*(Butter|Burki)/, '$1 '))).toEqual(
      converted
        .map(
          ({ source, cost }: { source: string; cost: { converted: { amount: string } } }) =>
            `${source === 'BUTTER' ? 'Butter' : 'Burki'} ${cost.converted.amount}`,
        )
        .reverse(),
    );
    expect(figures.some(row => row.includes('Butter')) && figures.some(row => row.includes('Burki'))).toBe(
      true,
    );
    const requests = [...gateway.butter.requests, ...gateway.burki.requests];
    expect(new Set(requests.map(({ route }) => route))).toEqual(new Set(['list']));
    expect(complaints).toEqual([]);
  });

  test('the chart grows with the list, and says which calls it leaves out', async () => {
    const end = gateway.burki.play({ route: 'list', fault: { kind: 'rewrite', change: inYen } });
    onTestFinished(end);
    const { page, complaints } = await open();
    await costs(page)
      .getByText(/of the 25 calls in the list, in USD\..*without a rate: [1-9]/)
      .waitFor();
    expect((await figuresOf(costs(page))).filter(row => row.includes('Burki'))).toEqual([]);
    await page.getByRole('button', { name: 'Load more' }).click();
    await costs(page).getByText('of the 50 calls in the list, in USD.').waitFor();
    await page.getByRole('radio', { name: 'Burki' }).check({ force: true });
    await costs(page).getByText('None of the 25 calls in the list can be charted.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('the chart of costs is read by arrow keys, and a bar opens its call', async () => {
    const { page, complaints } = await open();
    const second = (await figuresOf(costs(page)))[1] ?? '';
    const amount = /[\d.]+$/.exec(second)?.[0];
    await costs(page).getByRole('application').focus();
    await page.keyboard.press('ArrowRight');
    expect(await costs(page).getByRole('status').innerText()).toContain(`${amount} USD`);
    await bars(costs(page)).last().click();
    await panel(page).getByRole('region', { name: 'Transcript' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('splits the charted costs into lines when wanted: a request for each charted call of Butter, one list of Burki', async () => {
    const { page, complaints } = await open();
    const totals = await figuresOf(costs(page));
    gateway.butter.forget();
    gateway.burki.forget();
    await costs(page).getByLabel('Split into lines').check();
    await costs(page).getByRole('columnheader', { name: 'Not on any line' }).waitFor();
    expect(gateway.butter.requests.map(({ route }) => route)).toEqual(
      totals.filter(row => row.includes('Butter')).map(() => 'call'),
    );
    expect(gateway.burki.requests.map(({ route }) => route)).toEqual(['list']);
    const lined = await costs(page)
      .locator('tbody tr')
      .evaluateAll(rows =>
        rows.map(row => [...row.querySelectorAll('td')].map(cell => Number(cell.textContent))),
      );
    for (const [, ...amounts] of lined) {
      const total = amounts.pop();
      expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBeCloseTo(total ?? Number.NaN, 9);
    }
    expect(lined.length).toBe(totals.length);
    expect(await bars(costs(page)).count()).toBeGreaterThan(totals.length);
    expect(await costs(page).getByText('Not split into lines').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('asks only the source that a filter leaves for the lines of its calls', async () => {
    for (const [source, asked, spared] of [
      ['Butter', gateway.butter, gateway.burki],
      ['Burki', gateway.burki, gateway.butter],
    ] as const) {
      const { page, complaints } = await open(`?source=${source.toUpperCase()}&status=COMPLETED`);
      const totals = await figuresOf(costs(page));
      gateway.butter.forget();
      gateway.burki.forget();
      expect(await costs(page).getByText('a request for each of Butter’s calls').count()).toBe(
        source === 'Butter' ? 1 : 0,
      );
      await costs(page).getByLabel('Split into lines').check();
      await costs(page).getByRole('columnheader', { name: 'Not on any line' }).waitFor();
      const routes = asked.requests.map(({ route }) => route);
      expect(routes).toEqual(source === 'Butter' ? totals.map(() => 'call') : ['list']);
      expect(spared.requests).toEqual([]);
      expect(complaints).toEqual([]);
    }
  });

  test.each([
    ['Butter', 'call'],
    ['Burki', 'list'],
  ] as const)(
    'a call of %s whose lines fail stays in the chart with its total, and is tried again',
    async (source, route) => {
      const { page, complaints } = await open();
      const totals = await figuresOf(costs(page));
      const heal = fail(source === 'Butter' ? gateway.butter : gateway.burki, route);
      await costs(page).getByLabel('Split into lines').check();
      await costs(page).getByRole('alert').getByText('Some lines are missing.').waitFor();
      await costs(page).getByText('Not split into lines').waitFor();
      expect(await costs(page).locator('tbody tr').count()).toBe(totals.length);
      heal();
      await retry(page).click();
      await costs(page).getByText('Not split into lines').waitFor({ state: 'detached' });
      expect(await costs(page).getByRole('alert').count()).toBe(0);
      expect(complaints).toEqual([]);
    },
  );

  test('draws what the lines exceed a total by below zero, and says so', async () => {
    onTestFinished(
      gateway.burki.play({ route: 'call', fault: { kind: 'rewrite', change: withTotalOf3Cents } }),
    );
    const { page, complaints } = await open(await addressOf('callByDatabaseId(databaseId: 101)'));
    const cost = panel(page).getByRole('region', { name: 'Cost' });
    await cost.getByText('Left of the mark: what the lines exceed the total by.').waitFor();
    expect(await cost.getByRole('row', { name: 'Not on any line' }).innerText()).toContain('−0.02');
    const places = await bars(cost).evaluateAll(all => all.map(bar => bar.getBoundingClientRect().x));
    const mark = await cost
      .locator('.recharts-reference-line')
      .evaluate(line => line.getBoundingClientRect().x);
    expect(places.filter(place => place < mark - 1)).toHaveLength(1);
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

  /** The page over a gateway on which only Butter is configured. */
  async function serveWithoutBurki(): Promise<ServedPage> {
    const { url, apiKey } = gateway.butter;
    const one = await startQuietly(configOf({ PORT: '0', BUTTER_URL: url, BUTTER_API_KEY: apiKey }));
    onTestFinished(one.stop);
    const served = await servePage('preview', { GATEWAY_URL: one.url });
    onTestFinished(served.stop);
    return served;
  }

  test('a filter that leaves only a source that is off says so beside the empty list', async () => {
    const other = await serveWithoutBurki();
    const { page, complaints } = await openPage(browser, `${other.url}/?source=BURKI`);
    await notice(page).getByText('Burki is not configured on this gateway.').waitFor();
    expect(await rows(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Show all calls' }).click();
    await rowsOf(page, 'Butter').first().waitFor();
    expect(await page.getByText('Burki is not configured on this gateway.').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('a call of a source that is off is said to be so, and not to be deleted', async () => {
    const other = await serveWithoutBurki();
    const address = await addressOf('callByDatabaseId(databaseId: 101)');
    const { page, complaints } = await openPage(browser, `${other.url}/${address}`);
    await panel(page).getByRole('alert').getByText('Burki is not configured on this gateway.').waitFor();
    expect(await page.getByRole('list', { name: 'Sources' }).innerText()).toMatch(/Burki off/);
    expect(await panel(page).getByText('It may have been deleted').count()).toBe(0);
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
    await rowsOf(page, 'Completed').first().waitFor();
    await page.getByRole('button', { name: 'More filters' }).click();
    await page.getByLabel('Status').waitFor();
    expect(await overhang(page)).toBe(0);
    await rowsOf(page, 'Completed').first().tap();
    await panel(page).getByRole('region', { name: 'Transcript' }).waitFor();
    expect(await rows(page).count()).toBe(0);
    expect(await overhang(page)).toBe(0);
    await panel(page).getByRole('link', { name: 'All calls' }).tap();
    await rows(page).first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('on the narrowest phone nothing is wider than the screen, with the words for two sandboxes either', async () => {
    const sandboxes = await startQuietly(configOf({ PORT: '0' }));
    onTestFinished(sandboxes.stop);
    const other = await servePage('preview', { GATEWAY_URL: sandboxes.url });
    onTestFinished(other.stop);
    const { page, complaints } = await openPage(browser, other.url, {
      viewport: { width: 320, height: 640 },
    });
    await page.getByText('Burki sandbox').waitFor();
    expect(await overhang(page)).toBe(0);
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
