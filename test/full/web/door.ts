import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { installedChromium, launchBrowser } from '../browser.ts';
import { openPage, type ServedPage, servePage, startFailingGateway, type WatchedPage } from '../web-page.ts';

if (!installedChromium)
  console.warn(
    'The web page is not tested: this machine has no Chromium (on Debian: apt-get install chromium).',
  );

// biome-ignore lint/suspicious/noExplicitAny: it depends on the query.
export type Answer = any;

type FailingGateway = Awaited<ReturnType<typeof startFailingGateway>>;

/** The page as it was built, over a gateway whose sources can be told to fail. */
export interface Door {
  readonly gateway: FailingGateway;
  readonly browser: Browser;
  /** Of the page. */
  readonly url: string;
  open(address?: string, how?: BrowserContextOptions): Promise<WatchedPage>;
  ask(query: string, variables?: object): Promise<Answer>;
  /** The address of a call in the page, by a field of Query that finds it. */
  addressOf(field: string): Promise<string>;
  /** Lets a source answer 503 until the test ends, or until it is told to stop. */
  fail(sandbox: Sandbox, route?: 'list' | 'call' | 'transcript'): () => void;
}

/** Opens the page before the tests of a file, and closes it after them. */
export function openDoor(start: () => Promise<FailingGateway> = startFailingGateway): Door {
  let gateway: FailingGateway;
  let served: ServedPage;
  let browser: Browser;

  beforeAll(async () => {
    gateway = await start();
    served = await servePage('preview', { GATEWAY_URL: gateway.url });
    browser = await launchBrowser(installedChromium ?? '');
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await served?.stop();
    await gateway?.close();
  });

  return {
    get gateway() {
      return gateway;
    },
    get browser() {
      return browser;
    },
    get url() {
      return served.url;
    },
    open: (address = '', how = {}) => openPage(browser, `${served.url}/${address}`, how),
    ask: (query, variables) => askGateway(gateway.url, query, variables),
    async addressOf(field) {
      const { found } = await askGateway(gateway.url, `{ found: ${field} { id } }`);
      return `?call=${encodeURIComponent(found.id)}`;
    },
    fail(sandbox, route) {
      const rule = { fault: { kind: 'status', status: 503 } } as const;
      const end = sandbox.play(route ? { ...rule, route } : rule);
      onTestFinished(end);
      return end;
    },
  };
}

async function askGateway(url: string, query: string, variables?: object): Promise<Answer> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data } = await answer.json();
  return data;
}

const list = (page: Page) => page.getByRole('region', { name: 'Calls', exact: true });

export const links = (page: Page) => list(page).getByRole('rowheader').getByRole('link');
export const rows = (page: Page) =>
  list(page)
    .getByRole('row')
    .filter({ has: page.getByRole('link') });
export const rowsOf = (page: Page, source: string) => rows(page).filter({ hasText: source });
export const notice = (page: Page) => list(page).getByRole('status');
export const panel = (page: Page) => page.getByRole('region', { name: 'Opened call' });
export const costs = (page: Page) => page.getByRole('region', { name: 'Costs' });
export const bars = (chart: Locator) => chart.locator('.recharts-bar-rectangle path');
export const retry = (page: Page) => page.getByRole('button', { name: 'Try again' });

/** The button that unfolds a menu of the filter. */
export const menu = (page: Page, name: string) =>
  page.locator('.menu-button').and(page.getByRole('button', { name }));

/** The rows of the table behind a chart, without its head, once it is unfolded. */
export async function figuresOf(chart: Locator): Promise<string[]> {
  const details = chart.locator('details');
  if (!(await details.evaluate(node => node.hasAttribute('open'))))
    await details.getByText('Figures').press('Enter');
  return details.locator('tbody tr').evaluateAll(rows => rows.map(row => row.textContent ?? ''));
}

/** Waits until there are rows and each of them has one of the texts. */
export const showsOnly = (page: Page, ...texts: string[]) =>
  expect
    .poll(async () => (await rows(page).allInnerTexts()).map(row => texts.some(text => row.includes(text))), {
      timeout: 10_000,
    })
    .toSatisfy((fits: boolean[]) => fits.length > 0 && fits.every(Boolean));

export const hasFocus = (element: Locator) =>
  expect.poll(() => element.evaluate(node => node === document.activeElement)).toBe(true);
