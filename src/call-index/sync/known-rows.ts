import { type Call, nativeKeyOf } from '../../domain/call.ts';
import { isEqualRow } from '../../domain/call-version.ts';

/** Rows that the newest end showed last, so that unchanged ones are not written again every few seconds. */
export interface KnownRows {
  /** Rows that differ from those that are known, or are not known. */
  changesIn(calls: readonly Call[]): readonly Call[];
  /** Rows of the last first page that this one does not show any more; null if none is known. */
  pushedOffBy(calls: readonly Call[]): readonly Call[] | null;
  /** Replaces the known rows by those of a first page. */
  replace(calls: readonly Call[]): void;
  /** Adds the rows of a further page. */
  add(calls: readonly Call[]): void;
  clear(): void;
}

/** Two of the largest pages. */
const maxRows = 2_000;

export function createKnownRows(): KnownRows {
  let rows = new Map<string, Call>();
  let firstPage: readonly Call[] | null = null;

  function add(calls: readonly Call[]): void {
    for (const call of calls) if (rows.size < maxRows) rows.set(nativeKeyOf(call), call);
  }

  return {
    changesIn: calls =>
      calls.filter(call => {
        const known = rows.get(nativeKeyOf(call));
        return known === undefined || !isEqualRow(known, call);
      }),
    pushedOffBy(calls) {
      const shown = new Set(calls.map(nativeKeyOf));
      return firstPage?.filter(call => !shown.has(nativeKeyOf(call))) ?? null;
    },
    replace(calls) {
      firstPage = calls;
      rows = new Map();
      add(calls);
    },
    add,
    clear() {
      firstPage = null;
      rows = new Map();
    },
  };
}
