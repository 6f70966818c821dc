import { describe, expect, onTestFinished, test } from 'vitest';
import { installedChromium } from '../browser.ts';
import { notice, openDoor, panel, retry, rows, rowsOf } from './door.ts';
import { openPage, type ServedPage, servePage } from '../web-page.ts';
import { configOf, startQuietly } from '../../settings.ts';

describe.skipIf(!installedChromium)('failures in the web page', () => {
  const door = openDoor();

  test('a source that fails leaves the calls of the other, and is tried again', async () => {
    const heal = door.fail(door.gateway.burki);
    const { page, complaints } = await door.open();
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
    const heals = [door.fail(door.gateway.burki), door.fail(door.gateway.butter)];
    const { page, complaints } = await door.open();
    await page.getByRole('alert').getByText('No calls to show.').waitFor();
    expect(await page.getByRole('alert').innerText()).toContain('UPSTREAM_UNAVAILABLE');
    expect(await rows(page).count()).toBe(0);
    for (const heal of heals) heal();
    await retry(page).click();
    await rows(page).first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('a transcript that fails leaves the rest of the call, and is tried again', async () => {
    const heal = door.fail(door.gateway.burki, 'transcript');
    const { page, complaints } = await door.open(await door.addressOf('callByDatabaseId(databaseId: 101)'));
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
    const { url, apiKey } = door.gateway.butter;
    const one = await startQuietly(configOf({ PORT: '0', BUTTER_URL: url, BUTTER_API_KEY: apiKey }));
    onTestFinished(one.stop);
    const served = await servePage('preview', { GATEWAY_URL: one.url });
    onTestFinished(served.stop);
    return served;
  }

  test('a filter that leaves only a source that is off says so beside the empty list', async () => {
    const other = await serveWithoutBurki();
    const { page, complaints } = await openPage(door.browser, `${other.url}/?source=BURKI`);
    await notice(page).getByText('Burki is not configured on this gateway.').waitFor();
    expect(await rows(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Show all calls' }).click();
    await rowsOf(page, 'Butter').first().waitFor();
    expect(await page.getByText('Burki is not configured on this gateway.').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('a call of a source that is off is said to be so, and not to be deleted', async () => {
    const other = await serveWithoutBurki();
    const address = await door.addressOf('callByDatabaseId(databaseId: 101)');
    const { page, complaints } = await openPage(door.browser, `${other.url}/${address}`);
    await panel(page).getByRole('alert').getByText('Burki is not configured on this gateway.').waitFor();
    expect(await page.getByRole('list', { name: 'Sources' }).innerText()).toMatch(/Burki off/);
    expect(await panel(page).getByText('It may have been deleted').count()).toBe(0);
    expect(await retry(page).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('shows that it loads, and what is wrong when the gateway is gone', async () => {
    const { page } = await door.open('?from=2099-01-01');
    let answer = (): void => {};
    const asked = new Promise<void>(resolve => {
      answer = resolve;
    });
    await page.route('**/graphql', async route => {
      await asked;
      await route.abort();
    });
    await page.goto(door.url);
    await page.getByRole('status').getByText('Loading calls…').waitFor();
    answer();
    await page.getByRole('alert').getByText('The gateway did not answer.').waitFor();
    await page.unroute('**/graphql');
    await retry(page).click();
    await rows(page).first().waitFor();
  });
});
