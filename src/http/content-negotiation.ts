const modern = 'application/graphql-response+json';
export const plain = 'application/json';

/** Of two types that a client likes alike, the first one that a wildcard admits. */
const ours = [plain, modern];

/** Types that a client must name to get, because a browser sends a wildcard with everything. */
const explicitOnly = ['multipart/mixed', 'text/event-stream', 'text/html'];

/** A media range of an `Accept` header (RFC 9110, section 12.5.1). */
interface MediaRange {
  readonly type: string;
  /** From 0, not acceptable, to 1. */
  readonly weight: number;
}

/**
 * An `Accept` header that lists our types by preference, without weights (RFC 9110, 12.5.1), which Yoga does not read.
 * Of several ranges for one type the most specific counts. A header without parameters stays as it is.
 */
export function withoutWeights(accept: string): string {
  if (!accept.includes(';')) return accept;
  if (accept !== last.accept) last = { accept, order: preferenceOf(accept) };
  return last.order;
}

/** The last header, because nearly all clients of a gateway send the same one. */
let last = { accept: '', order: '' };

function preferenceOf(accept: string): string {
  const ranges = accept.toLowerCase().split(',').flatMap(rangeOf);
  const offers = [
    ...ours.map(type => offerOf(type, ranges, [type, 'application/*', '*/*'])),
    ...explicitOnly.map(type => offerOf(type, ranges, [type])),
  ].filter(({ weight }) => weight > 0);
  offers.sort((a, b) => b.weight - a.weight || a.at - b.at);
  return offers.map(({ type }) => type).join(', ') || unacceptable;
}

/** A type that nobody serves, because an empty header would admit any. */
const unacceptable = 'application/x-none';

/** Returns no range for a charset other than UTF-8, because every response is UTF-8. */
function rangeOf(text: string): MediaRange[] {
  const [type = '', ...parameters] = text.split(';').map(part => part.trim());
  const parameter = (name: string) =>
    parameters.find(text => text.startsWith(`${name}=`))?.slice(name.length + 1);
  const charset = parameter('charset') ?? 'utf-8';
  if (!/^"?utf-?8"?$/.test(charset)) return [];
  const weight = Number(parameter('q') ?? 1);
  return [{ type, weight: weight >= 0 && weight <= 1 ? weight : 1 }];
}

/** Weight and place of the most specific range that covers a type; `covering` lists the ranges that would, in that order. */
function offerOf(type: string, ranges: readonly MediaRange[], covering: readonly string[]) {
  const range = covering.find(name => ranges.some(({ type }) => type === name));
  const at = ranges.findIndex(({ type }) => type === range);
  return { type, weight: ranges[at]?.weight ?? 0, at };
}

/** The media type of an answer in one piece, as Yoga chooses it; null where the client accepts none. */
export function mediaTypeFor(accept = '*/*'): string | null {
  if (accept === '*/*' || accept === plain) return plain;
  let found: string | null = null;
  // The first acceptable range counts, and of two types for a wildcard the plain one.
  for (const range of accept.replace(/\s/g, '').toLowerCase().split(',').reverse())
    for (const type of [modern, plain]) if ([type, 'application/*', '*/*'].includes(range)) found = type;
  return found;
}
