/** Keeps an index in a database, as a gateway does, until it is killed. Its argument is JSON of a `KeptIndex`. */
import { argv } from 'node:process';
import { createTurnQueue } from '../../src/async/turn-queue.ts';
import { createCallIndex } from '../../src/call-index/index.ts';
import { withoutProxy } from '../../src/domain/proxy-settings.ts';
import { connectSources, type SourcesOptions } from '../../src/sources/registry.ts';
import { plainLimits } from '../front-door.ts';

export interface KeptIndex {
  /** Address of the database. */
  readonly url: string;
  readonly sources: SourcesOptions['sources'];
}

const { url, sources }: KeptIndex = JSON.parse(argv[2] ?? '');
const ignore = () => {};
const { connected } = connectSources(
  { sources, limits: plainLimits, proxy: withoutProxy, cache: null, redisUrl: null },
  {
    onAttempt: ignore,
    onSourceEvent: ignore,
    onDrift: ignore,
    redis: { availability: ignore, failure: ignore },
  },
  createTurnQueue(),
);
createCallIndex({ url, sources: connected, walkEveryMs: 86_400_000, keepDays: null, onNotice: ignore });
