import { describe, expect, onTestFinished, test } from 'vitest';
import { installedChromium } from '../browser.ts';
import { bars, costs, figuresOf, openDoor, panel, retry } from './door.ts';

// biome-ignore-start lint/suspicious/noExplicitAny: the JSON of an upstream has the form that its API gives it.
const inYen = (list: any) => ({
  ...list,
  items: list.items.map((call: any) => ({ ...call, cost_currency: 'JPY' })),
});
// biome-ignore-end lint/suspicious/noExplicitAny: as above.

describe.skipIf(!installedChromium)('the chart of costs in the web page', () => {
  const door = openDoor();

  test('charts the listed calls of both sources in one currency, from the list alone', async () => {
    const { calls } = await door.ask(
      '{ calls(first: 25) { nodes { source cost { converted { amount currency } } } } }',
    );
    const converted = calls.nodes.filter(({ cost }: { cost: { converted: unknown } }) => cost.converted);
    door.gateway.butter.forget();
    door.gateway.burki.forget();
    const { page, complaints } = await door.open();
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
    const requests = [...door.gateway.butter.requests, ...door.gateway.burki.requests];
    expect(new Set(requests.map(({ route }) => route))).toEqual(new Set(['list']));
    expect(complaints).toEqual([]);
  });

  test('the chart grows with the list, and says which calls it leaves out', async () => {
    const end = door.gateway.burki.play({ route: 'list', fault: { kind: 'rewrite', change: inYen } });
    onTestFinished(end);
    const { page, complaints } = await door.open();
    await costs(page)
      .getByText(/of the 25 calls in the list, in USD\..*without a rate: [1-9]/)
      .waitFor();
    expect((await figuresOf(costs(page))).filter(row => row.includes('Burki'))).toEqual([]);
    await page.getByRole('button', { name: 'Load more' }).click();
    await costs(page).getByText('of the 50 calls in the list, in USD.').waitFor();
    await page.getByRole('radio', { name: 'Burki' }).check();
    await costs(page).getByText('None of the 25 calls in the list can be charted.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('the chart of costs is read by arrow keys, and a bar opens its call', async () => {
    const { page, complaints } = await door.open();
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
    const { page, complaints } = await door.open();
    const totals = await figuresOf(costs(page));
    door.gateway.butter.forget();
    door.gateway.burki.forget();
    await costs(page).getByLabel('Split into lines').check();
    await costs(page).getByRole('columnheader', { name: 'Not on any line' }).waitFor();
    expect(door.gateway.butter.requests.map(({ route }) => route)).toEqual(
      totals.filter(row => row.includes('Butter')).map(() => 'call'),
    );
    expect(door.gateway.burki.requests.map(({ route }) => route)).toEqual(['list']);
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
      ['Butter', door.gateway.butter, door.gateway.burki],
      ['Burki', door.gateway.burki, door.gateway.butter],
    ] as const) {
      const { page, complaints } = await door.open(`?source=${source.toUpperCase()}&status=COMPLETED`);
      const totals = await figuresOf(costs(page));
      door.gateway.butter.forget();
      door.gateway.burki.forget();
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
      const { page, complaints } = await door.open();
      const totals = await figuresOf(costs(page));
      const heal = door.fail(source === 'Butter' ? door.gateway.butter : door.gateway.burki, route);
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
});
