import { installedChromium } from '../browser.ts';
import { buildPage } from '../web-page.ts';

/** Builds the page once for all files that test it. */
export default async function setup(): Promise<void> {
  if (installedChromium) await buildPage();
}
