import { createTurnQueue } from '../../src/async/turn-queue.ts';
import { SwitchboardError } from '../../src/domain/errors.ts';
import type { SourceDefinition, SourceDependencies } from '../../src/sources/definition.ts';
import {
  type WireContext,
  type WireObject,
  wireContextAt,
  wireObjectOf,
} from '../../src/upstream/wire-object.ts';
import { requestScope } from '../request-scope.ts';

import { idleLoad } from './idle-load.ts';

export interface Reading<T> {
  readonly wire: WireObject<T>;
  /** The fields that were not what the contract says. */
  readonly drifted: readonly string[];
}

/** The clock of a test that does not set its own. */
const clock = Date.parse('2026-06-01T00:00:00Z');

/** JSON as an upstream sent it, to be read by a normalizer. */
export function reading<T>(fields: object, now = clock): Reading<T> {
  const { reader, drifted } = readerOf(now);
  return { wire: wireOf(fields, reader), drifted };
}

export function wireOf<T>(fields: object, reader: WireContext): WireObject<T> {
  const wire = wireObjectOf<T>({ ...fields }, reader);
  if (!wire) throw new Error('A test gave no object.');
  return wire;
}

/** A reader and what it heard of drift. */
export function readerOf(now = clock) {
  const drifted: string[] = [];
  return { reader: wireContextAt(now, field => void drifted.push(field)), drifted };
}

const scope = requestScope();

/** A source over an upstream that answers everything the same, undefined for "not there". */
export function sourceOver(
  definition: SourceDefinition,
  body: unknown,
  options: Partial<SourceDependencies> = {},
) {
  const asked: string[] = [];
  const drifted: string[] = [];
  const source = definition.create({
    upstream: {
      async getJson({ path }) {
        asked.push(path);
        if (body === undefined) return undefined;
        const text = JSON.stringify(body);
        // Parsed, because values such as -0 have no spelling of their own.
        return { json: JSON.parse(text), text };
      },
      stats: idleLoad,
      liftPauses: async () => true,
      close: async () => {},
    },
    onDrift: field => void drifted.push(field),
    nextTurn: createTurnQueue(),
    now: () => clock,
    ...options,
  });
  return { source, asked, drifted, scope };
}

/** The coded error that a promise ends with, as what a test compares. */
export async function failureOf(promise: Promise<unknown> | undefined) {
  const failure = await promise?.catch((error: unknown) => error);
  if (!(failure instanceof SwitchboardError))
    throw new Error(`Expected a coded error, got ${String(failure)}`);
  const { code, message, details } = failure;
  return { code, message, source: details.source };
}
