import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CallFilter } from '../../domain/call-filter.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { badUserInput } from '../../domain/errors.ts';
import { sourceNames } from '../../domain/source-name.ts';
import type { Places } from './merge.ts';
import type { Place } from './stream.ts';

const version = 1;
const longestCursor = 65_536;

const place = z.strictObject({
  /** The source's own position. */
  p: z.union([z.literal('end'), z.record(z.string(), z.unknown()), z.null()]),
  /** The running minimum, in microseconds; null before the first started call. */
  t: z.number().int().nullable(),
  /** The source's total. */
  n: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .nullable(),
});

const shape = z.strictObject({
  v: z.literal(version),
  f: z.string(),
  s: z.partialRecord(z.enum(sourceNames), place),
});

/** Opaque and unsigned, so that every replica reads what another wrote: it holds positions, not permissions. */
export function writeCursor(filter: CallFilter, places: Places): string {
  const s = Object.fromEntries(Object.entries(places).map(([name, at]) => [name, packed(at)]));
  const cursor: z.infer<typeof shape> = { v: version, f: hashOf(filter), s };
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** Refuses what this gateway did not write, or wrote for another filter. */
export function readCursor(cursor: string, filter: CallFilter, sources: readonly ConnectedSource[]): Places {
  const content = cursor.length <= longestCursor ? shape.safeParse(parse(cursor)).data : undefined;
  if (!content) throw refusal();
  if (content.f !== hashOf(filter))
    throw badUserInput('`after` belongs to a list with another filter: start again without `after`.');
  const entries = sources.map(source => [
    source.identity.name,
    unpacked(content.s[source.identity.name], source),
  ]);
  return Object.fromEntries(entries.filter(([, at]) => at !== null));
}

const refusal = () =>
  badUserInput('`after` takes a cursor as this list gave it, in `pageInfo.endCursor` or an edge, unchanged.');

const packed = ({ position, passed, total }: Place): z.infer<typeof place> => ({
  p: position,
  t: Number.isFinite(passed) ? passed : null,
  n: total,
});

function unpacked(at: z.infer<typeof place> | undefined, source: ConnectedSource): Place | null {
  if (!at || !source.calls) return null;
  const isOpaque = at.p === 'end' || at.p === null;
  const position = isOpaque ? at.p : source.calls.readPosition(at.p);
  if (position === null && !isOpaque) throw refusal();
  return { position, passed: at.t ?? Number.POSITIVE_INFINITY, total: at.n };
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

const hashOf = (filter: CallFilter): string =>
  createHash('sha256').update(JSON.stringify(filter)).digest('base64url').slice(0, 16);
