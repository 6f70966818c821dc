import { describe, expect, test } from 'vitest';
import { installedChromium } from '../browser.ts';
import { startIndexedGateway } from '../web-page.ts';
import { card, openDashboard, timeZone } from './dashboard.ts';
import { type Answer, figuresOf, openDoor, retry, rows } from './door.ts';

const clock = new Intl.DateTimeFormat('en-US', {
  timeZone,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

describe.skipIf(!installedChromium)('the dashboard of the web page', () => {
  const door = openDoor(() => startIndexedGateway(320));

  test('asks for thirty days of the reader’s zone, today included', async () => {
    const { asked, page } = await openDashboard(door);
    const { from, before } = asked.filter.started;
    expect(asked).toMatchObject({ timeZone, interval: 'DAY' });
    expect([from, before].map(time => clock.format(new Date(time)))).toEqual(['00:00', '00:00']);
    expect(Date.parse(before)).toBeGreaterThan(Date.now());
    await expect.poll(async () => (await figuresOf(card(page, 'Calls by day'))).length).toBe(30);
    await page.getByText(`Calls that started, by days in ${timeZone}`).waitFor();
  });

  test('a span is chosen among days that end today or from one day to another, and stands in the address', async () => {
    const { page, complaints } = await openDashboard(door);
    const rowsOf = async (name: string) => (await figuresOf(card(page, name))).length;
    const choose = (name: string) => page.getByRole('radio', { name, exact: true }).check();
    await choose('7 days');
    await expect.poll(() => rowsOf('Calls by day')).toBe(7);
    await page.reload();
    await expect.poll(() => rowsOf('Calls by day')).toBe(7);
    await choose('Custom');
    await expect.poll(() => rowsOf('Calls by day')).toBe(7);
    await page.getByLabel('From').fill('2026-03-07');
    await page.getByLabel('To', { exact: true }).fill('2026-03-09');
    await expect
      .poll(() => figuresOf(card(page, 'Calls by day')).then(all => all.map(row => row.slice(0, 5))))
      .toEqual(['Mar 7', 'Mar 8', 'Mar 9']);
    await page.getByLabel('To', { exact: true }).fill('2026-03-01');
    await page.getByText('Choose a first and a last day, in this order.').waitFor();
    await page.getByLabel('To', { exact: true }).fill('2027-02-01');
    await card(page, 'Calls by week').waitFor();
    await choose('Today');
    await expect.poll(() => rowsOf('Calls by hour')).toBeGreaterThanOrEqual(23);
    expect(new URL(page.url()).searchParams.get('span')).toBe('today');
    expect(complaints).toEqual([]);
  });

  test('a chart is read by arrow keys, and a day of its table leads to the calls of that day', async () => {
    const { page, complaints } = await openDashboard(door);
    const calls = card(page, 'Calls by day');
    const [first = '', second = ''] = await figuresOf(calls);
    await calls.getByRole('application').focus();
    await page.keyboard.press('ArrowRight');
    const tip = calls.getByRole('status');
    await expect.poll(async () => (await tip.innerText()).replace(/\n|Butter |Burki /g, '')).toBe(second);
    await calls
      .getByRole('link', { name: first.slice(0, 6) })
      .first()
      .press('Enter');
    await rows(page).first().waitFor();
    const { from, to } = Object.fromEntries(new URL(page.url()).searchParams);
    expect(from).toBe(to);
    expect(complaints).toEqual([]);
  });

  test('a part that fails leaves the others, says why, and is tried again', async () => {
    const { page, complaints } = await openDashboard(door, '&span=7d');
    const overloaded = {
      data: { callStats: null },
      errors: [
        { message: 'Too much.', path: ['callStats'], extensions: { code: 'OVERLOADED', retryable: true } },
      ],
    };
    await page.route('**/graphql', route =>
      route.request().postDataJSON().operationName === 'Durations'
        ? route.fulfill({ json: overloaded })
        : route.continue(),
    );
    await page.getByRole('button', { name: 'Refresh' }).click();
    const alert = card(page, 'Length of calls').getByRole('alert');
    await alert.getByText('OVERLOADED').waitFor();
    expect(await figuresOf(card(page, 'Calls by day'))).toHaveLength(7);
    expect(await card(page, 'Agents').getByRole('link').count()).toBeGreaterThan(0);
    await page.unroute('**/graphql');
    await retry(page).click();
    expect(await figuresOf(card(page, 'Length of calls'))).toHaveLength(7);
    expect(complaints).toEqual([]);
  });

  test('says of each source since when its figures are complete, and as of when', async () => {
    const { page } = await openDashboard(door);
    const completeness = page.getByRole('list', { name: 'How complete the figures are' });
    await expect
      .poll(() => completeness.getByRole('listitem').allInnerTexts())
      .toEqual([
        expect.stringMatching(/^Butter: complete back to .+, as of .+$/),
        expect.stringMatching(/^Burki: complete back to .+, as of .+$/),
      ]);
  });

  test('figures that lack calls of a source, because it was not read lately, say so and as of when', async () => {
    const asOf = '2026-03-09T12:34:00Z';
    const { page, complaints } = await door.open('', { timezoneId: timeZone, locale: 'en-US' });
    await page.route('**/graphql', async route => {
      if (route.request().postDataJSON().operationName !== 'FiguresBySource') return route.continue();
      const response = await route.fetch();
      const answer: Answer = await response.json();
      const [, burki] = answer.data.callStats.coverage;
      Object.assign(burki, { state: 'PARTIAL', asOf, index: { ...burki.index, state: 'BEHIND', asOf } });
      return route.fulfill({ response, json: answer });
    });
    await page.goto(`${door.url}/?view=dashboard`);
    const [butter, burki] = [0, 1].map(nth =>
      page.getByRole('list', { name: 'How complete the figures are' }).getByRole('listitem').nth(nth),
    );
    await expect.poll(() => burki?.innerText()).toContain('Burki has not been read lately.');
    expect(await burki?.getByRole('time').last().getAttribute('datetime')).toBe(asOf);
    expect(await butter?.innerText()).toMatch(/^Butter: complete/);
    expect(complaints).toEqual([]);
  });
});
