import type { Call, JsonObject } from '../../domain/call.ts';
import type { IndexedRows } from '../columns/indexed-rows.ts';
import type { Accounts } from './accounts.ts';
import { decodeMetadata, decodeRow } from './row-codec.ts';

export interface StoredCall {
  readonly call: Call;
  /** When the source was first asked for this version of the call, in milliseconds since 1970. */
  readonly readAt: number;
}

/** Calls by the row numbers of the columns. */
export interface StoredCalls {
  /** The calls of rows in the given order; null for a row that another process has removed meanwhile. */
  callsAt(rows: readonly number[]): Promise<readonly (StoredCall | null)[]>;
  /** Metadata of those rows that have any. */
  metadataAt(rows: readonly number[]): Promise<ReadonlyMap<number, JsonObject>>;
}

export function createStoredCalls({ useAny, sourceOf }: Accounts, { idAt }: IndexedRows): StoredCalls {
  return {
    async callsAt(rows) {
      const stored = await useAny(database => database.findRows(rows.map(idAt)));
      const calls = new Map(
        stored.map(({ id, account, changedAt, values }) => [
          id,
          { call: decodeRow(sourceOf(account), values), readAt: changedAt },
        ]),
      );
      return rows.map(row => calls.get(idAt(row)) ?? null);
    },
    async metadataAt(rows) {
      const rowsById = new Map(rows.map(row => [idAt(row), row]));
      const found = await useAny(database => database.findMetadata([...rowsById.keys()]));
      return new Map(found.map(({ id, json }) => [rowsById.get(id) as number, decodeMetadata(json)]));
    },
  };
}
