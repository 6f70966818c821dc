import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { installedChromium } from '../browser.ts';
import { menu, openDoor, panel, rows, rowsOf } from './door.ts';
import { openPage, servePage } from '../web-page.ts';
import { configOf, startQuietly } from '../../settings.ts';
import { freePort } from '../../listen.ts';

/** How much wider the page is than the screen. */
const overhang = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

describe.skipIf(!installedChromium)('the web page on screens of all sizes', () => {
  const door = openDoor();

  test('on a phone a call takes the place of the list, and nothing is wider than the screen', async () => {
    const { page, complaints } = await door.open('', {
      viewport: { width: 360, height: 740 },
      hasTouch: true,
    });
    await rowsOf(page, 'Completed').first().waitFor();
    await page.getByRole('button', { name: 'More filters' }).click();
    await menu(page, 'Status').waitFor();
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
    const { page, complaints } = await openPage(door.browser, other.url, {
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
    const { page, complaints } = await openPage(door.browser, both.url);
    await rowsOf(page, 'Burki').first().waitFor({ timeout: 30_000 });
    expect(complaints).toEqual([]);
    await both.stop();
    await expect.poll(() => fetch(`http://127.0.0.1:${port}/health`).catch(() => 'gone')).toBe('gone');
  }, 120_000);
});
