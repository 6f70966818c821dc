import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../../src/upstream/limits.ts';
import { installedChromium } from '../browser.ts';
import { startFailingGateway } from '../web-page.ts';
import { figuresOf, notice, openDoor, retry, rowsOf } from './door.ts';

describe.skipIf(!installedChromium)('the web page over a source that is down', () => {
  let heal = (): void => {};
  const door = openDoor(() =>
    startFailingGateway({
      isIndexed: true,
      limits: defaultLimits,
      prepare({ burki }) {
        heal = burki.play({ fault: { kind: 'status', status: 503 } });
      },
    }),
  );

  test('says so in words beside its name, in the list and in the figures, until it is up again', async () => {
    const { page, complaints } = await door.open();
    const sources = page.getByRole('list', { name: 'Sources' });
    const mark = sources.getByText(/^Burki live (✕ not reached|▲ partly down|✕ down)$/);
    await notice(page)
      .getByText('Burki’s calls are missing here. Burki cannot be reached just now.')
      .waitFor();
    expect(await rowsOf(page, 'Butter').count()).toBe(25);
    await mark.waitFor();
    expect(await sources.getByRole('listitem').filter({ hasText: 'Butter' }).innerText()).toBe('Butter live');

    await page.getByRole('link', { name: 'Dashboard' }).click();
    const completeness = page.getByRole('list', { name: 'How complete the figures are' });
    await completeness.getByText('Burki’s calls').waitFor();
    await completeness.getByText('The figures are of the calls that are known.').waitFor();
    const calls = page.getByRole('region', { name: 'Calls by day' });
    expect((await figuresOf(calls)).length).toBe(30);
    expect(await calls.getByRole('columnheader').allInnerTexts()).toEqual(['From', 'Butter']);

    heal();
    await page.getByRole('link', { name: 'Calls', exact: true }).click();
    await retry(page).click();
    await rowsOf(page, 'Burki').first().waitFor();
    await mark.waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  }, 120_000);
});

describe.skipIf(!installedChromium)('the dashboard of the web page without an index', () => {
  const door = openDoor();

  test('says once which setting it needs, with the code, and nothing to try again', async () => {
    const { page, complaints } = await door.open('?view=dashboard');
    const alert = page.getByRole('alert');
    await alert.getByText('setting INDEX').waitFor();
    expect(await alert.innerText()).toContain('BAD_USER_INPUT');
    expect(await alert.count()).toBe(1);
    expect(await retry(page).count()).toBe(0);
    expect(await page.getByRole('region').count()).toBe(0);
    expect(complaints).toEqual([]);
  });
});
