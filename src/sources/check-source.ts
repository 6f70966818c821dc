import { createCancellation } from '../async/cancellation.ts';
import type { RequestScope } from '../async/request-scope.ts';
import { createTurnQueue } from '../async/turn-queue.ts';
import { everyCall } from '../domain/call-filter.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import type { UpstreamLimits } from '../upstream/limits.ts';
import { connectSource, type SourceAccess } from './connect-source.ts';
import type { SourceDefinition } from './definition.ts';

export interface CheckOptions {
  readonly limits: UpstreamLimits;
  readonly proxy: ProxySettings;
}

/** Reads the newest call of a source by one request; null for a success, or else the failure. */
export async function checkSource(
  definition: SourceDefinition,
  access: SourceAccess,
  { limits, proxy }: CheckOptions,
): Promise<SwitchboardError | null> {
  const { source, upstream } = connectSource(definition, access, {
    limits: { ...limits, attempts: 1 },
    proxy,
    onAttempt: () => {},
    onSourceEvent: () => {},
    onDrift: () => {},
    nextTurn: createTurnQueue(),
    cache: null,
    redis: null,
    backgroundShare: 1,
  });
  try {
    await source.calls?.listCalls(newestCall, checkScope());
    return null;
  } catch (failure) {
    if (failure instanceof SwitchboardError) return failure;
    throw failure;
  } finally {
    await upstream?.close();
  }
}

const newestCall = {
  filter: everyCall,
  position: null,
  watermark: Number.POSITIVE_INFINITY,
  pageSize: 1,
  maxRequests: 1,
};

/** The scope of a request without a client; the timeout of the attempt is its only limit. */
const checkScope = (): RequestScope => {
  const cancellation = createCancellation();
  return {
    id: 'check',
    caller: () => 'check',
    headers: {},
    cancellation: () => cancellation,
    remaining: () => Number.POSITIVE_INFINITY,
    receive: () => {},
    charge: null,
    giveUp: () => {},
    hasGivenUp: () => false,
  };
};
