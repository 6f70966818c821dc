import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { installedChromium, launchBrowser } from '../full/browser.ts';
import { buildPage, servePage, startIndexedGateway, temporaryIndex, untilCurrent } from '../full/web-page.ts';
import { configOf, startQuietly } from '../settings.ts';

const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));

/**
 * Takes the screenshots of `docs/images/`: GraphiQL and the web page over the built-in sandboxes, and the dashboard over larger
 * ones.
 */
async function takeImages(executablePath: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const gateway = await startGateway();
  const browser = await launchBrowser(executablePath);
  try {
    await takeGraphiql(browser, gateway.url);
    await untilCurrent(gateway.url);
    await takeWebPage(browser, gateway.url);
    await takeDashboard(browser);
  } finally {
    await browser.close();
    await gateway.stop();
  }
}

const startGateway = () => startQuietly(configOf({ PORT: '0' }), temporaryIndex);

async function takeGraphiql(browser: Browser, gatewayUrl: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 600 } });
  await page.goto(`${gatewayUrl}/graphql`);
  await page.getByRole('button', { name: 'CostsCompared', exact: true }).click();
  await page.getByRole('tab', { selected: true }).filter({ hasText: 'CostsCompared' }).waitFor();
  await page.locator('.graphiql-query-editor').getByText('CostsCompared').waitFor();
  const answer = page.locator('.graphiql-response').getByText('CREDITS');
  // GraphiQL takes up the operation of a tab only a moment after it shows it.
  while (!(await answer.isVisible())) {
    await page.getByRole('button', { name: /^Execute query/ }).click();
    await answer.waitFor({ timeout: 1_000 }).catch(() => undefined);
  }
  await save(page, 'graphiql.png');
}

async function takeWebPage(browser: Browser, gatewayUrl: string): Promise<void> {
  await buildPage();
  const served = await servePage('preview', { GATEWAY_URL: gatewayUrl });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 660 } });
    await page.goto(served.url);
    const rows = page.getByRole('region', { name: 'Calls' }).getByRole('row');
    await rows
      .filter({ hasText: 'Butter' })
      .filter({ hasText: 'Completed' })
      .first()
      .getByRole('link')
      .click();
    await page.getByRole('toolbar', { name: 'Turns' }).getByRole('button').nth(1).click();
    await page.getByRole('link', { name: 'All calls' }).scrollIntoViewIfNeeded();
    await page.waitForLoadState('networkidle');
    await save(page, 'web-page.png');
    await takeCosts(await browser.newPage({ viewport: { width: 1280, height: 560 } }), served.url);
  } finally {
    await served.stop();
  }
}

async function takeCosts(page: Page, url: string): Promise<void> {
  await page.goto(url);
  const costs = page.getByRole('region', { name: 'Costs' });
  await costs.getByLabel('Split into lines').check();
  await costs.getByText('Not on any line').first().waitFor();
  await page.waitForLoadState('networkidle');
  await save(page, 'web-costs.png');
}

/** Enough calls to be lifelike: within two years, by working hours and weekdays. */
const lifelikeCalls = 20_000;

async function takeDashboard(browser: Browser): Promise<void> {
  const gateway = await startIndexedGateway(lifelikeCalls);
  const served = await servePage('preview', { GATEWAY_URL: gateway.url });
  try {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width: 1180, height: 1010 }, colorScheme });
      await page.goto(`${served.url}/?view=dashboard`);
      await page.getByRole('region', { name: 'Agents' }).getByRole('link').first().waitFor();
      await page.waitForLoadState('networkidle');
      await save(page, `web-dashboard-${colorScheme}.png`);
    }
  } finally {
    await served.stop();
    await gateway.close();
  }
}

async function save(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: folder + name, animations: 'disabled', caret: 'hide' });
  await page.close();
}

if (!installedChromium)
  throw new Error('This machine has no Chromium (on Debian: apt-get install chromium).');
await takeImages(installedChromium);
