/** Offsets of a time zone from UTC over a span of time. Times and offsets are in microseconds. */
export interface ZoneOffsets {
  /** Ascending times, each of which begins a stretch with one offset; the first begins the span. */
  readonly starts: readonly number[];
  /** Offset of each stretch, positive east of Greenwich. */
  readonly offsets: readonly number[];
}

const second = 1_000_000;
const daySeconds = 86_400;

/**
 * Finds the changes of a zone's offset in a span of time. The offset is probed once a day, because no zone has gone back
 * within a day to an offset that it had left.
 */
export function findZoneOffsets(timeZone: string, from: number, until: number): ZoneOffsets {
  const offsetAt = createOffsetReader(timeZone);
  const end = Math.ceil(until / second);
  let at = Math.floor(from / second);
  let offset = offsetAt(at);
  const starts = [at * second];
  const offsets = [offset * second];
  while (at < end) {
    const next = Math.min(at + daySeconds, end);
    if (offsetAt(next) === offset) at = next;
    else {
      at = firstChange(offsetAt, at, next);
      offset = offsetAt(at);
      starts.push(at * second);
      offsets.push(offset * second);
    }
  }
  return { starts, offsets };
}

/** Offset in seconds at a time in seconds. */
type OffsetAt = (at: number) => number;

/** The first second after `before` with another offset, of which there is one up to `after`. */
function firstChange(offsetAt: OffsetAt, before: number, after: number): number {
  const offset = offsetAt(before);
  let low = before;
  let high = after;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}

const offsetPattern = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/;

function createOffsetReader(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return at => {
    const text = format.format(at * 1000);
    const [match, sign, hours = '0', minutes = '0', seconds = '0'] = offsetPattern.exec(text) ?? [];
    if (match === undefined) throw new Error(`No offset from UTC in "${text}".`);
    const size = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    return sign === '-' ? -size : size;
  };
}
