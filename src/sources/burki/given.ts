import { packedSpansLength } from './packed-position.ts';
import type { Span, WaitingPosition } from './position.ts';

/** Bound on encoded spans in bytes, which leaves room for the rest of a cursor of two kilobytes. */
const maxPackedBytes = 1_300;

/** Spans of all rows that pages up to a position returned before those rows started. */
export function givenUpTo({ given, page }: WaitingPosition): readonly Span[] {
  if (!page) return given;
  let spans: readonly Span[] = [...given, page];
  while (packedSpansLength(spans) > maxPackedBytes) spans = withoutClosest(spans);
  return spans;
}

/** Joins the two neighbouring spans that are closest in time, so that the cursor stays bounded. */
function withoutClosest(spans: readonly Span[]): readonly Span[] {
  let closest = 1;
  const gapBefore = (index: number): number => (spans[index]?.at ?? 0) - (spans[index - 1]?.at ?? 0);
  for (let index = 2; index < spans.length; index += 1)
    if (gapBefore(index) < gapBefore(closest)) closest = index;
  const pair = spans.slice(closest - 1, closest + 1);
  const joined = {
    at: Math.max(...pair.map(span => span.at)),
    high: Math.max(...pair.map(span => span.high)),
    low: Math.min(...pair.map(span => span.low)),
  };
  return spans.toSpliced(closest - 1, 2, joined);
}

/** Tells whether an earlier page returned a row before it started, by the span that covers its id. */
export function wasGiven(id: number, start: number, given: readonly Span[]): boolean {
  const span = given.findLast(({ high, low }) => low <= id && id <= high);
  return span !== undefined && start > span.at;
}

/** Spans that rows below a start time still need; empty if no span's `at` is older. */
export const givenBelow = (start: number, given: readonly Span[]): Span[] =>
  given.some(({ at }) => start > at) ? [...given] : [];
