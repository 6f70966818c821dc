import { createMetrics } from '../../src/observability/metrics.ts';
import { inMemoryIndex } from '../call-index/in-memory-index.ts';
import { plainLimits } from '../front-door.ts';
import { measured } from './measured-index.ts';
import { backgroundAttempt, openWatched, type Watched } from './watched.ts';

/** Texts of metrics. */
export interface Scrape {
  /** Every metric of the gateway, with samples. */
  readonly own: string;
  readonly ofProcess: string;
}

/** Scrapes a gateway with an index, which has served some of everything that is counted. */
export async function scrapeEverything(): Promise<Scrape> {
  const breaker = { ...plainLimits.breaker, failures: 2, openMs: 60_000 };
  const limits = { ...plainLimits, attempts: 2, retryBaseMs: 1, breaker };
  const { index } = inMemoryIndex(() => []);
  const createIndex = () => measured(index);
  const watched = await openWatched({ requestsPerSecond: 1_000, gateway: { limits, createIndex } });
  await serveEverything(watched);
  const process = createMetrics({ stats: () => new Map(), process: true });
  const ofProcess = await process.text();
  process.close();
  return { own: await watched.metrics.text(), ofProcess };
}

async function serveEverything({ ask, butter, burki, observer }: Watched): Promise<void> {
  observer.attempt(backgroundAttempt);
  observer.index({ source: 'BURKI', type: 'WALKED', message: 'The whole list was read.' });
  await ask('{ callStats { total { callCount } } }');
  burki.play({ times: 3, fault: { kind: 'status', status: 503 } });
  butter.play({
    times: 1,
    fault: { kind: 'rewrite', change: () => ({ success: true, data: [{ duration: 'x' }] }) },
  });
  for (let id = 101; id < 105; id++) await ask(`{ callByDatabaseId(databaseId: ${id}) { sid } }`);
  for (const query of ['{', '{ nope }', '{ calls(first: 1) { edges { node { id } } } }']) await ask(query);
}
