import { describe, expect, test } from 'vitest';
import { installedChromium } from '../browser.ts';
import { hasFocus, links, menu, openDoor, rows, rowsOf, showsOnly } from './door.ts';

describe.skipIf(!installedChromium)('the list of the web page', () => {
  const door = openDoor();

  test('lists the calls of both sources, and more of them where the focus then is', async () => {
    const { page, complaints } = await door.open();
    await rows(page).nth(24).waitFor();
    expect(await rows(page).count()).toBe(25);
    expect(await rowsOf(page, 'Butter').count()).toBeGreaterThan(0);
    expect(await rowsOf(page, 'Burki').count()).toBeGreaterThan(0);
    expect(await page.getByRole('list', { name: 'Sources' }).innerText()).toMatch(/Butter live\s+Burki live/);
    await page.getByRole('button', { name: 'Load more' }).press('Enter');
    await rows(page).nth(49).waitFor();
    await hasFocus(links(page).nth(25));
    const addresses = await links(page).evaluateAll(links => links.map(link => link.getAttribute('href')));
    expect(new Set(addresses).size).toBe(50);
    expect(complaints).toEqual([]);
  });

  test('filters by source, status, agent, number and day, and keeps the filters in the address', async () => {
    const { page, complaints } = await door.open();
    await page.getByRole('radio', { name: 'Burki' }).check();
    await showsOnly(page, 'Burki');
    await menu(page, 'Status').click();
    await page.getByRole('checkbox', { name: 'Completed' }).check();
    await showsOnly(page, 'Completed');
    await menu(page, 'Agent').click();
    await page.getByRole('button', { name: 'Surveyor (Burki)' }).click();
    await showsOnly(page, 'Surveyor');
    await hasFocus(menu(page, 'Agent'));
    await page.reload();
    await showsOnly(page, 'Surveyor');
    await menu(page, 'Status Completed').waitFor();
    await menu(page, 'Agent Surveyor (Burki)').waitFor();
    await page.getByRole('button', { name: 'Clear' }).click();
    await rowsOf(page, 'Butter').first().waitFor();

    const number = door.gateway.butter.calls.find(call => call.call_type === 'outbound')?.to_number ?? '';
    await page.getByLabel('Customer number').fill('12');
    await page.getByText('At least 4 digits').waitFor();
    await page.getByLabel('Customer number').fill(number.slice(-8));
    await showsOnly(page, number.slice(-8));
    expect(complaints).toEqual([]);
  });

  test('says so when no call fits, and shows all calls again', async () => {
    const { page, complaints } = await door.open('?from=2099-01-01');
    await page.getByText('No call fits these filters').waitFor();
    expect(await rows(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Show all calls' }).click();
    await rows(page).first().waitFor();
    expect(complaints).toEqual([]);
  });
});
