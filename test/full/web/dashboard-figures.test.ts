import { describe, expect, test } from 'vitest';
import { installedChromium } from '../browser.ts';
import { startIndexedGateway } from '../web-page.ts';
import { card, dayLabel, openDashboard } from './dashboard.ts';
import { type Answer, bars, figuresOf, openDoor, rows } from './door.ts';
import { clockOf, costsIn, shareOf } from './spelling.ts';

interface Group {
  readonly key: { readonly intervalStart: string; readonly source: 'BUTTER' | 'BURKI' | null };
  readonly figures: Answer;
}

/** Rows of a table behind a chart by source, of the days that have a figure. */
function rowsBySource(groups: readonly Group[], spell: (figures: Answer) => string): string[] {
  const starts = [...new Set(groups.map(({ key }) => key.intervalStart))];
  return starts.map(start => {
    const of = (source: string) =>
      groups.find(({ key }) => key.intervalStart === start && key.source === source)?.figures;
    const [butter, burki] = ['BUTTER', 'BURKI'].map(source => (of(source) ? spell(of(source)) : '–'));
    return `${dayLabel.format(new Date(start))}${butter}${burki}`;
  });
}

const isKnown = (row: string): boolean => !row.endsWith('––');

describe.skipIf(!installedChromium)('the figures of the dashboard', () => {
  const door = openDoor(() => startIndexedGateway(320));

  test('its figures equal those of the statistics: calls, completion and costs by source, in each denomination', async () => {
    const { page, complaints, asked } = await openDashboard(door, '&span=90d');
    const { callStats } = await door.ask(
      `query ($filter: CallFilter, $timeZone: String) {
        callStats(filter: $filter, timeZone: $timeZone, groupBy: [SOURCE], interval: DAY, first: 1000) {
          total { callCount endedCount completedCount completionRate duration { sum known } costs { unit currency known total } }
          groups { key { intervalStart source } figures { callCount completionRate costs { unit currency total } } }
        }
      }`,
      asked,
    );
    const { total, groups } = callStats;
    const calls = card(page, 'Calls by day');
    expect((await figuresOf(calls)).filter(isKnown)).toEqual(
      rowsBySource(groups, of => String(of.callCount)),
    );
    expect(await bars(calls).count()).toBe(groups.length);
    expect((await figuresOf(card(page, 'Completion rate'))).filter(isKnown)).toEqual(
      rowsBySource(groups, of => shareOf(of.completionRate)).filter(isKnown),
    );
    const headline = await page
      .locator('.headline > div')
      .evaluateAll(all => all.map(one => (one as HTMLElement).innerText.split('\n')));
    expect(headline.slice(0, 4)).toEqual([
      ['Calls', String(total.callCount), `${total.endedCount} have ended`],
      [
        'Completion rate',
        shareOf(total.completionRate),
        `${total.completedCount} of ${total.endedCount} ended`,
      ],
      ['Time on calls', clockOf(total.duration.sum), `known of ${total.duration.known} calls`],
      ['Cost', ...costsIn(total.costs), expect.stringMatching(/^known of \d+ calls$/)],
    ]);

    const costs = card(page, 'Cost by day');
    for (const { unit, currency } of total.costs) {
      const name = currency ?? (unit === 'CREDITS' ? 'credits' : 'no currency');
      await costs.getByRole('radio', { name }).check();
      const same = (cost: Answer) => cost.unit === unit && cost.currency === currency;
      const source = unit === 'CREDITS' ? 'BUTTER' : 'BURKI';
      const expected = (groups as Group[])
        .filter(({ key }) => key.source === source)
        .flatMap(({ key, figures }) => {
          const cost = figures.costs.find(same);
          return cost ? [`${dayLabel.format(new Date(key.intervalStart))}${cost.total}`] : [];
        });
      await expect
        .poll(async () => (await figuresOf(costs)).filter(row => !row.endsWith('–')))
        .toEqual(expected);
    }
    expect(total.costs.length).toBeGreaterThan(2);
    expect(complaints).toEqual([]);
  });

  test('its percentiles equal those of the statistics, over days as over the span', async () => {
    const { page, complaints, asked } = await openDashboard(door, '&span=30d');
    const percentiles =
      'duration { p50: percentile(at: 0.5) p95: percentile(at: 0.95) p99: percentile(at: 0.99) }';
    const { callStats } = await door.ask(
      `query ($filter: CallFilter, $timeZone: String) {
        callStats(filter: $filter, timeZone: $timeZone, interval: DAY) {
          total { ${percentiles} } groups { key { intervalStart source } figures { ${percentiles} } }
        }
      }`,
      asked,
    );
    const spelled = ({ p50, p95, p99 }: Record<string, number>) =>
      [p50, p95, p99].map(length => (typeof length === 'number' ? clockOf(length) : '–'));
    const lengths = card(page, 'Length of calls');
    const expected = (callStats.groups as Group[]).map(
      ({ key, figures }) => dayLabel.format(new Date(key.intervalStart)) + spelled(figures.duration).join(''),
    );
    expect((await figuresOf(lengths)).filter(row => !row.endsWith('–––'))).toEqual(expected);
    const [median] = spelled(callStats.total.duration);
    await lengths.getByRole('columnheader', { name: `Median ${median}` }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('the agents have the figures of the statistics, and each leads to its calls of these days', async () => {
    const { page, complaints, asked } = await openDashboard(door, '&span=90d');
    const { callStats } = await door.ask(
      `query ($filter: CallFilter) {
        callStats(filter: $filter, groupBy: [AGENT], orderBy: {}, first: 1000) {
          groups {
            key { agent { id name } }
            figures {
              callCount completionRate duration { sum p50: percentile(at: 0.5) p95: percentile(at: 0.95) }
              costs { unit currency total } convertedCost { unit currency total }
            }
          }
        }
      }`,
      asked,
    );
    const agents = card(page, 'Agents');
    await agents.getByRole('link').first().waitFor();
    const shown = await agents
      .locator('tbody tr')
      .evaluateAll(all => all.map(row => [...row.querySelectorAll('a, td')].map(cell => cell.textContent)));
    expect(shown).toEqual(
      callStats.groups.map(
        ({ key, figures: { callCount, completionRate, duration, costs, convertedCost } }: Answer) => [
          key.agent.name,
          String(callCount),
          shareOf(completionRate),
          clockOf(duration.p50),
          clockOf(duration.p95),
          clockOf(duration.sum),
          costsIn(costs).join(''),
          convertedCost ? costsIn([convertedCost]).join('') : '–',
        ],
      ),
    );
    const [first] = callStats.groups;
    await agents.getByRole('link', { name: first.key.agent.name }).press('Enter');
    await rows(page).first().waitFor();
    expect(new URL(page.url()).searchParams.get('agent')).toBe(first.key.agent.id);
    await page
      .getByRole('region', { name: 'Totals' })
      .getByText(String(first.figures.callCount), { exact: true })
      .waitFor();
    await page.goBack();
    await card(page, 'Agents').waitFor();
    expect(complaints).toEqual([]);
  });

  test('sorts the agents by what the gateway can sort them by', async () => {
    const { page, complaints } = await openDashboard(door);
    const agents = card(page, 'Agents');
    for (const [name, field] of [
      ['Time', 'DURATION'],
      ['Converted cost', 'COST'],
      ['Calls', 'CALL_COUNT'],
    ] as const) {
      await agents.getByRole('button', { name }).click();
      await expect.poll(() => agents.locator('th[aria-sort="descending"]').innerText()).toContain(name);
      const { from, before } = (await openDashboard(door)).asked.filter.started;
      const { callStats } = await door.ask(
        `{ callStats(filter: { started: { from: "${from}", before: "${before}" } }, groupBy: [AGENT], orderBy: { field: ${field} }) {
          groups { key { agent { name } } }
        } }`,
      );
      await expect
        .poll(() => agents.getByRole('rowheader').getByRole('link').allInnerTexts())
        .toEqual(callStats.groups.map(({ key }: { key: { agent: { name: string } } }) => key.agent.name));
    }
    expect(complaints).toEqual([]);
  });
});
