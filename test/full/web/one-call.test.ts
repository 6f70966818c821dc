import { describe, expect, onTestFinished, test } from 'vitest';
import { installedChromium } from '../browser.ts';
import { bars, figuresOf, hasFocus, links, menu, openDoor, panel } from './door.ts';

// biome-ignore-start lint/suspicious/noExplicitAny: the JSON of an upstream has the form that its API gives it.
const withTwoTurnsOfOneNumber = ({ data, ...rest }: any) => ({
  ...rest,
  data: { ...data, turns: [data.turns[0], data.turns[0]] },
});
const withTotalOf3Cents = (call: any) => ({ ...call, total_cost: 0.03 });
// biome-ignore-end lint/suspicious/noExplicitAny: as above.

describe.skipIf(!installedChromium)('a call in the web page', () => {
  const door = openDoor();

  test('opens a call by keys, with what its cost lines leave open; "back" closes it', async () => {
    const { page, complaints } = await door.open('?status=COMPLETED&source=BUTTER');
    await links(page).first().press('Enter');
    await panel(page).getByRole('region', { name: 'Transcript' }).waitFor();
    await hasFocus(panel(page).getByRole('article'));
    await page.goBack();
    await page.getByText('No call is open').waitFor();
    await hasFocus(links(page).first());

    await page.goto(`${door.url}/${await door.addressOf('callBySid(sid: "call_abc123def456")')}`);
    const transcript = panel(page).getByRole('region', { name: 'Transcript' });
    await transcript.getByText('Hello! How can I help you today?').waitFor();
    const cost = panel(page).getByRole('region', { name: 'Cost' });
    const lines = (await cost.getByRole('row').allInnerTexts()).map(line => line.replace(/\s+/g, ' ').trim());
    expect(lines).toEqual([
      'Speech synthesis 500 characters 5',
      'Language model 150 tokens 3',
      'Input 100 tokens 1',
      'Output 50 tokens 2',
      'Phone line 2 minutes 2',
      'Not on any line 1.35',
      'Speech recognition 120 seconds 1',
      'Total 12.35 credits',
      'Converted 0.1235 USD',
    ]);
    expect(complaints).toEqual([]);
  });

  test('a turn is chosen on the timeline by arrow keys, and found in the transcript', async () => {
    const { page, complaints } = await door.open(await door.addressOf('callByDatabaseId(databaseId: 101)'));
    const turns = panel(page).getByRole('toolbar', { name: 'Turns' }).getByRole('button');
    await turns.first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    expect(await turns.nth(1).getAttribute('aria-pressed')).toBe('true');
    expect(await turns.nth(1).getAttribute('aria-label')).toBe('Turn 2, 00:04 to 00:10');
    expect(await panel(page).locator('.chosen p').allInnerTexts()).toEqual([
      'My last invoice is wrong.',
      'I am sorry about that. Let me look it up.',
    ]);
    await panel(page).getByText('3 turns, told from the transcript').waitFor();
    await panel(page).getByText('0.05 USD').waitFor();
    expect(complaints).toEqual([]);
  });

  test('turns that share a number are chosen one by one, and their events lead to no entry, because none is sure', async () => {
    onTestFinished(
      door.gateway.butter.play({
        route: 'call',
        fault: { kind: 'rewrite', change: withTwoTurnsOfOneNumber },
      }),
    );
    const { page, complaints } = await door.open(await door.addressOf('callBySid(sid: "call_abc123def456")'));
    const turns = panel(page).getByRole('toolbar', { name: 'Turns' }).getByRole('button');
    await turns.nth(1).click();
    expect(await turns.evaluateAll(all => all.map(turn => turn.getAttribute('aria-pressed')))).toEqual([
      'false',
      'true',
    ]);
    const events = panel(page).getByRole('list', { name: 'Events of turn 2' });
    expect(await events.innerText()).toContain('Hello! How can I help you today?');
    expect(await events.getByRole('link').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('an utterance among the events of a turn is a link to its entry of the transcript', async () => {
    const { page, complaints } = await door.open(await door.addressOf('callBySid(sid: "call_abc123def456")'));
    await panel(page).getByRole('toolbar', { name: 'Turns' }).getByRole('button').click();
    await panel(page).getByRole('link', { name: 'Hello! How can I help you today?' }).press('Enter');
    expect(await page.locator(':target').innerText()).toContain('Hello! How can I help you today?');
    expect(await page.locator('.entry.chosen').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test('latency of the answers is a chart with its percentiles, and a sentence where none is known', async () => {
    const { page, complaints } = await door.open(await door.addressOf('callBySid(sid: "call_abc123def456")'));
    const latency = panel(page).getByRole('region', { name: 'Latency' });
    await latency.getByText('Median 0.50 s').waitFor();
    await latency.getByText('95th percentile 0.50 s').waitFor();
    expect(await bars(latency).count()).toBe(1);
    expect(await figuresOf(latency)).toEqual(['10.5 s']);
    await page.goto(`${door.url}/${await door.addressOf('callByDatabaseId(databaseId: 101)')}`);
    await latency.getByText('No latency is known for this call.').waitFor();
    expect(complaints).toEqual([]);
  });

  test('draws what the lines exceed a total by below zero, and says so', async () => {
    onTestFinished(
      door.gateway.burki.play({ route: 'call', fault: { kind: 'rewrite', change: withTotalOf3Cents } }),
    );
    const { page, complaints } = await door.open(await door.addressOf('callByDatabaseId(databaseId: 101)'));
    const cost = panel(page).getByRole('region', { name: 'Cost' });
    await cost.getByText('Left of the mark: what the lines exceed the total by.').waitFor();
    expect(await cost.getByRole('row', { name: 'Not on any line' }).innerText()).toContain('−0.02');
    const places = await bars(cost).evaluateAll(all => all.map(bar => bar.getBoundingClientRect().x));
    const mark = await cost
      .locator('.recharts-reference-line')
      .evaluate(line => line.getBoundingClientRect().x);
    expect(places.filter(place => place < mark - 1)).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  test('Escape closes a call and gives the focus back to its row', async () => {
    const { page, complaints } = await door.open('?status=COMPLETED');
    const row = links(page).nth(3);
    await row.press('Enter');
    await panel(page).getByRole('region', { name: 'Transcript' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('No call is open').waitFor();
    await hasFocus(row);
    expect(new URL(page.url()).searchParams.has('call')).toBe(false);
    expect(complaints).toEqual([]);
  });

  test('Escape folds a menu, and empties a search, before it closes the call', async () => {
    const { page, complaints } = await door.open('?status=COMPLETED');
    await links(page).first().press('Enter');
    await panel(page).getByRole('region', { name: 'Transcript' }).waitFor();
    await menu(page, 'Status').click();
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: 'Completed' }).waitFor({ state: 'detached' });
    await hasFocus(menu(page, 'Status'));
    await page.getByLabel('Customer number').fill('12');
    await page.keyboard.press('Escape');
    expect(await page.getByLabel('Customer number').inputValue()).toBe('');
    expect(await panel(page).count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByText('No call is open').waitFor();
    expect(complaints).toEqual([]);
  });
});
