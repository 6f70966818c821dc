import type { Page } from 'playwright-core';
import type { Door } from './door.ts';

/** A zone whose days begin at half past an hour of UTC. */
export const timeZone = 'America/St_Johns';

/** A day as the charts name it. */
export const dayLabel = new Intl.DateTimeFormat('en-US', { timeZone, day: 'numeric', month: 'short' });

export const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** Opens the dashboard in that zone, and gives the variables by which it asks for its figures. */
export async function openDashboard(door: Door, address = '') {
  const opened = await door.open('', { timezoneId: timeZone, locale: 'en-US' });
  const [request] = await Promise.all([
    opened.page.waitForRequest(request => request.postDataJSON()?.operationName === 'FiguresBySource'),
    opened.page.goto(`${door.url}/?view=dashboard${address}`),
  ]);
  return { ...opened, asked: request.postDataJSON().variables };
}
