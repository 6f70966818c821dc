import { describe, expect, onTestFinished, test } from 'vitest';
import { installedChromium } from '../browser.ts';
import { startIndexedGateway } from '../web-page.ts';
import { links, menu, openDoor, rows, showsOnly } from './door.ts';
import { clockOf, costsIn } from './spelling.ts';

describe.skipIf(!installedChromium)('the list of the web page over an index', () => {
  const door = openDoor(() => startIndexedGateway(120));

  /** The ids of the first calls of a list. */
  async function idsOf(args: string): Promise<string[]> {
    const { calls } = await door.ask(`{ calls(first: 25, ${args}) { nodes { id } } }`);
    return calls.nodes.map(({ id }: { id: string }) => id);
  }

  const listed = (page: Parameters<typeof links>[0]) =>
    links(page).evaluateAll(all =>
      all.map(link => new URL((link as HTMLAnchorElement).href).searchParams.get('call')),
    );

  test('lists calls of several statuses at once, and keeps them in the address', async () => {
    const { page, complaints } = await door.open();
    await menu(page, 'Status').click();
    await page.getByRole('checkbox', { name: 'Failed' }).check();
    await page.getByRole('checkbox', { name: 'No answer' }).check();
    await showsOnly(page, 'Failed', 'No answer');
    await page.reload();
    await menu(page, 'Status Failed, No answer').waitFor();
    await expect.poll(() => listed(page)).toEqual(await idsOf('filter: { statuses: [FAILED, NO_ANSWER] }'));
    await menu(page, 'Status').click();
    await page.getByRole('checkbox', { name: 'No answer' }).uncheck();
    await showsOnly(page, 'Failed');
    expect(complaints).toEqual([]);
  });

  test('lists the oldest first, and the newest first again', async () => {
    const { page, complaints } = await door.open('?source=BUTTER');
    const began = page.getByRole('columnheader').getByRole('button', { name: 'Began' });
    const sorted = page.locator('th[aria-sort]');
    for (const [spelled, orderBy] of [
      ['ascending', ', orderBy: { direction: ASC }'],
      ['descending', ''],
    ] as const) {
      await began.click();
      await expect.poll(() => listed(page)).toEqual(await idsOf(`filter: { sources: [BUTTER] }${orderBy}`));
      expect(await sorted.getAttribute('aria-sort')).toBe(spelled);
    }
    expect(complaints).toEqual([]);
  });

  test.each([
    ['Length', 'DURATION', ['DESC', 'ASC']],
    ['Cost', 'COST', ['DESC', 'ASC']],
  ])(
    'sorts by the column %s in both directions, and says so to a screen reader',
    async (name, field, both) => {
      const { page, complaints } = await door.open('?source=BUTTER');
      for (const direction of both) {
        await page.getByRole('columnheader').getByRole('button', { name }).press('Enter');
        await expect
          .poll(() => listed(page))
          .toEqual(
            await idsOf(
              `filter: { sources: [BUTTER] }, orderBy: { field: ${field}, direction: ${direction} }`,
            ),
          );
        const sorted = page.locator('th[aria-sort]');
        expect(await sorted.allInnerTexts()).toEqual([expect.stringContaining(name)]);
        expect(await sorted.getAttribute('aria-sort')).toBe(direction === 'ASC' ? 'ascending' : 'descending');
        expect(new URL(page.url()).searchParams.get('sort')).toBe(`${field}-${direction}`);
      }
      expect(complaints).toEqual([]);
    },
  );

  test('shows the totals of the filter beside the list, as the statistics give them', async () => {
    const { page, complaints } = await door.open('?source=BURKI&status=COMPLETED');
    const { callStats, calls } = await door.ask(`{
      callStats(filter: { sources: [BURKI], statuses: [COMPLETED] }) {
        total { callCount duration { sum } costs { unit currency total } }
      }
      calls(filter: { sources: [BURKI], statuses: [COMPLETED] }) { totalCount }
    }`);
    const { callCount, duration, costs } = callStats.total;
    expect(calls.totalCount).toBe(callCount);
    const totals = page.getByRole('region', { name: 'Totals' });
    await totals.getByText('Completed').waitFor();
    const facts = await totals.locator('dl > div').evaluateAll(all => all.map(fact => fact.textContent));
    expect(facts).toEqual([
      `Calls${callCount}`,
      'Completed100%',
      `Length${clockOf(duration.sum)}`,
      `Cost${costsIn(costs).join('')}`,
    ]);
    expect(costs.length).toBeGreaterThan(1);
    expect(complaints).toEqual([]);
  });

  test('the list does not wait for its totals', async () => {
    const { page, complaints } = await door.open('?from=2099-01-01');
    let release = (): void => {};
    const until = new Promise<void>(resolve => {
      release = resolve;
    });
    onTestFinished(release);
    await page.route('**/graphql', async route => {
      if (route.request().postDataJSON().operationName === 'Totals') await until;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Show all calls' }).click();
    await rows(page).nth(24).waitFor();
    const totals = page.getByRole('region', { name: 'Totals' });
    expect(await totals.getByText('Length').count()).toBe(0);
    release();
    await totals.getByText('Length').waitFor();
    expect(complaints).toEqual([]);
  });

  test('finds an agent by letters of its name among those that the gateway lists', async () => {
    const { page, complaints } = await door.open();
    const asked: unknown[] = [];
    page.on('request', request => {
      const { operationName, variables } = request.postDataJSON() ?? {};
      if (operationName === 'Agents') asked.push(variables.name);
    });
    const { voiceAgents } = await door.ask('{ voiceAgents(first: 50) { nodes { id name } } }');
    await menu(page, 'Agent').click();
    const choices = page.getByRole('group', { name: 'Agent' }).getByRole('button');
    await expect.poll(() => choices.count()).toBe(1 + voiceAgents.nodes.length);
    await page.getByLabel('Name of the agent').fill('recept');
    await expect.poll(() => choices.allInnerTexts()).toEqual(['Any', 'Night Receptionist (Burki)']);
    expect(asked).toEqual(['', 'recept']);
    await choices.nth(1).press('Enter');
    const { id } = voiceAgents.nodes.find(({ name }: { name: string }) => name === 'Night Receptionist');
    await expect.poll(() => listed(page)).toEqual(await idsOf(`filter: { agents: ["${id}"] }`));
    expect(complaints).toEqual([]);
  });
});

describe.skipIf(!installedChromium)('the list of the web page without an index', () => {
  const door = openDoor();

  test('an order or totals that need the index name its setting, and the usual order is one click away', async () => {
    const { page, complaints } = await door.open();
    await page.getByRole('region', { name: 'Totals' }).getByText('setting INDEX').waitFor();
    await page.getByRole('columnheader').getByRole('button', { name: 'Length' }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('setting INDEX').waitFor();
    expect(await alert.innerText()).toContain('BAD_USER_INPUT');
    await page.getByRole('button', { name: 'Show the newest first' }).click();
    await rows(page).nth(24).waitFor();
    expect(await page.locator('th[aria-sort]').innerText()).toContain('Began');
    expect(complaints).toEqual([]);
  });
});
