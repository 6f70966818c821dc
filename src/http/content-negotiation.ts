const modern = 'application/graphql-response+json';
export const plain = 'application/json';

/** In order of preference, for types that a wildcard accepts with equal weight. */
const singleResultTypes = [plain, modern];

/** Types that no wildcard matches, because browsers send one with every request. */
const explicitOnly = ['multipart/mixed', 'text/event-stream', 'text/html'];

/** A media range of an `Accept` header (RFC 9110, section 12.5.1). */
interface MediaRange {
  readonly type: string;
  /** From 0, not acceptable, to 1. */
  readonly weight: number;
}

/**
 * Content negotiation: rewrites an `Accept` header as a list of our types by preference, because Yoga ignores weights.
 * The most specific range of a type counts (RFC 9110, section 12.5.1). A header without parameters stays unchanged.
 */
export function withoutWeights(accept: string): string {
  if (!accept.includes(';')) return accept;
  if (accept !== last.accept) last = { accept, order: preferenceOf(accept) };
  return last.order;
}

/** Cache of one entry, because nearly all clients of a gateway send the same header. */
let last = { accept: '', order: '' };

function preferenceOf(accept: string): string {
  const ranges = accept.toLowerCase().split(',').flatMap(rangeOf);
  const offers = [
    ...singleResultTypes.map(type => offerOf(type, ranges, [type, 'application/*', '*/*'])),
    ...explicitOnly.map(type => offerOf(type, ranges, [type])),
  ].filter(({ weight }) => weight > 0);
  offers.sort((a, b) => b.weight - a.weight || a.at - b.at);
  return offers.map(({ type }) => type).join(', ') || unacceptable;
}

/** A type that no server offers, because an empty header would accept any type. */
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

/** Weight and position of the most specific range that matches a type; `matching` lists ranges by specificity. */
function offerOf(type: string, ranges: readonly MediaRange[], matching: readonly string[]) {
  const range = matching.find(name => ranges.some(({ type }) => type === name));
  const at = ranges.findIndex(({ type }) => type === range);
  return { type, weight: ranges[at]?.weight ?? 0, at };
}

/** The media type of a response with a single result, as Yoga chooses it; null if the client accepts none. */
export function mediaTypeFor(accept = '*/*'): string | null {
  if (accept === '*/*' || accept === plain) return plain;
  let found: string | null = null;
  // The loops run backwards, so that the first acceptable range wins, and `application/json` for a wildcard.
  for (const range of accept.replace(/\s/g, '').toLowerCase().split(',').reverse())
    for (const type of [modern, plain]) if ([type, 'application/*', '*/*'].includes(range)) found = type;
  return found;
}
