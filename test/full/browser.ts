import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onTestFinished, vi } from 'vitest';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where the Chromium of this machine is; undefined when it has none, and a test that needs it is skipped. */
export const installedChromium = places.find(place => existsSync(place));

// Without these Chromium itself asks hosts on the Internet, which no page can be blamed for.
const quietly = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const launchBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: [...quietly, '--disable-gpu', '--disable-quic'] });

/** GraphiQL as a person uses it: each act is one click or one stroke, and what is read is on the screen. */
export interface GraphiQL {
  readonly page: Page;
  /** What the page asked of any other host, and what its console complained of. */
  readonly foreignRequests: string[];
  readonly complaints: string[];
  openTab(title: string): Promise<void>;
  /** Runs the tab's operation and gives the answer when the page shows it. */
  run(operation: string, how?: 'button' | 'keys'): Promise<Answer>;
  waitForText(place: string, text: string): Promise<void>;
}

export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds depends on the query that was asked.
  readonly data: any;
  readonly errors?: { readonly extensions: Record<string, unknown> }[];
}

export async function openGraphiQL(browser: Browser, gatewayUrl: string): Promise<GraphiQL> {
  // Monaco keeps only the lines in view in the page, so the view is tall.
  const page = await browser.newPage({ viewport: { width: 1280, height: 2400 } });
  onTestFinished(() => page.close());
  page.setDefaultTimeout(30_000);
  const { foreignRequests, complaints } = watch(page, gatewayUrl);
  await page.goto(`${gatewayUrl}/graphql`);

  async function waitForText(place: string, text: string): Promise<void> {
    const read = async () => (await page.locator(place).innerText()).replaceAll('\u00a0', ' ');
    await vi.waitUntil(async () => (await read()).includes(text), { timeout: 30_000 });
  }

  async function ask(operation: string, how: 'button' | 'keys'): Promise<Answer> {
    const answered = page.waitForResponse(
      response => response.request().postDataJSON()?.operationName === operation,
      { timeout: 1_000 },
    );
    const [response] = await Promise.all([answered, how === 'button' ? pressExecute() : pressKeys()]);
    return response.json();
  }
  const pressExecute = () => page.getByRole('button', { name: /^Execute query/ }).click();
  const pressKeys = async () => {
    await page.locator('.graphiql-query-editor .view-lines').click();
    await page.keyboard.press('Control+Enter');
  };

  return {
    page,
    foreignRequests,
    complaints,
    waitForText,
    async openTab(title) {
      await page.getByRole('button', { name: title, exact: true }).click();
      await page.getByRole('tab', { selected: true }).filter({ hasText: title }).waitFor();
      await waitForText('.graphiql-query-editor', `query ${title}`);
    },
    // Asked again where needed, because GraphiQL takes up a tab's operation only a moment after showing it.
    run: (operation, how = 'button') => vi.waitFor(() => ask(operation, how), { timeout: 30_000 }),
  };
}

function watch(page: Page, gatewayUrl: string) {
  const foreignRequests: string[] = [];
  const complaints: string[] = [];
  const note = (url: string): void => {
    if (!url.startsWith('data:') && new URL(url).origin !== gatewayUrl) foreignRequests.push(url);
  };
  page.context().on('request', request => note(request.url()));
  page.on('websocket', socket => note(socket.url()));
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { foreignRequests, complaints };
}
