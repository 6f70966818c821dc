import { createTurnQueue } from '../../src/async/turn-queue.ts';
import { withoutProxy } from '../../src/domain/proxy-settings.ts';
import { type Connection, connectSource, type SourceAccess } from '../../src/sources/connect-source.ts';
import type { SourceDefinition } from '../../src/sources/definition.ts';
import type { OnAttempt } from '../../src/upstream/attempt.ts';
import { plainLimits } from '../front-door.ts';

/** Connects a source without a cache, and without anyone to tell but of attempts. */
export const connectAlone = (
  definition: SourceDefinition,
  access: SourceAccess,
  onAttempt: OnAttempt = () => {},
): Connection =>
  connectSource(definition, access, {
    limits: plainLimits,
    proxy: withoutProxy,
    onAttempt,
    onSourceEvent: () => {},
    onDrift: () => {},
    nextTurn: createTurnQueue(),
    cache: null,
    redis: null,
    backgroundShare: 1,
  });
