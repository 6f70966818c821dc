import type { WireObject } from '../../upstream/wire-object.ts';
import { readBoolean, readChild, readString } from '../../upstream/wire-reader.ts';
import { maxCursorLength } from './position.ts';
import type { ButterEnvelopeWire } from './wire.ts';

export interface Next {
  /** Cursor of the next page; null at the end of the list. */
  readonly next: string | null;
  /** Whether the response announces more rows without a usable cursor. */
  readonly broken: boolean;
}

/** Reads where a list goes on after the page at a cursor. */
export function readNext(wire: WireObject<ButterEnvelopeWire>, cursor: string | null): Next {
  const pagination = readChild(wire, 'pagination');
  const next = pagination && readString(pagination, 'next_cursor');
  // `has_more` decides whether the list ends, because the last page may carry a cursor too.
  const more = (pagination && readBoolean(pagination, 'has_more')) ?? next !== null;
  const stuck = next === null || next === cursor || next.length > maxCursorLength;
  return { next: more && !stuck ? next : null, broken: more && stuck };
}
