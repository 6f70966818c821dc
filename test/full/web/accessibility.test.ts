import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { installedChromium } from '../browser.ts';
import { startIndexedGateway } from '../web-page.ts';
import { links, menu, openDoor, panel, rows } from './door.ts';

const ofThePage = createRequire(new URL('../../../examples/web/package.json', import.meta.url));

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** Violations of WCAG 2.2 AA and of good practice that axe-core finds in a page, contrast below 4.5 included. */
async function violationsIn(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: ofThePage.resolve('axe-core/axe.min.js') });
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

const unfold = (page: Page) =>
  page.locator('details').evaluateAll(all => {
    for (const details of all) details.setAttribute('open', '');
  });

const views: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  async list(page) {
    await rows(page).nth(24).waitFor();
    await page.getByRole('region', { name: 'Totals' }).getByText('Length').waitFor();
  },
  async 'menu of statuses'(page) {
    await menu(page, 'Status').click();
    await page.getByRole('checkbox', { name: 'Failed' }).check();
  },
  async 'menu of agents'(page) {
    await menu(page, 'Agent').click();
    await page.getByRole('button', { name: 'Surveyor (Burki)' }).waitFor();
  },
  async 'opened call'(page) {
    await links(page).nth(20).click();
    await panel(page).getByRole('region', { name: 'Transcript' }).waitFor();
    await unfold(page);
  },
  async dashboard(page) {
    await page.getByRole('link', { name: 'Dashboard' }).click();
    await page.getByRole('region', { name: 'Agents' }).getByRole('link').first().waitFor();
    await page.getByRole('columnheader', { name: 'Median' }).first().waitFor({ state: 'attached' });
    await unfold(page);
  },
};

describe.skipIf(!installedChromium)('axe-core finds nothing to complain of', () => {
  const door = openDoor(() => startIndexedGateway(120));

  test.each(['light', 'dark'] as const)(
    'in %s colours',
    async colorScheme => {
      for (const [name, show] of Object.entries(views)) {
        const { page } = await door.open('', { colorScheme });
        await show(page);
        expect(await violationsIn(page), name).toEqual([]);
        await page.close();
      }
    },
    180_000,
  );

  test.each(['light', 'dark'] as const)('beside a source that is down, in %s colours', async colorScheme => {
    door.fail(door.gateway.burki);
    const { page } = await door.open('', { colorScheme });
    await page.getByRole('status').getByText('Burki’s calls are missing here.').waitFor();
    expect(await violationsIn(page)).toEqual([]);
  });
});
