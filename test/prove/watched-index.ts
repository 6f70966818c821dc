import { createCallIndex } from '../../src/call-index/index.ts';
import type { CallIndexNotice } from '../../src/domain/call-index.ts';
import type { ConnectedSource } from '../../src/domain/call-source.ts';
import type { IndexLocation } from '../../src/domain/index-settings.ts';
import type { SourceName } from '../../src/domain/source-name.ts';
import type { CreateIndex } from '../../src/gateway/open-index.ts';

/** Knows when the last finished walk of each source began, in monotonic milliseconds. */
export interface WalkWatch {
  readonly provenSince: ReadonlyMap<SourceName, number>;
  readonly indexAt: (location: IndexLocation) => CreateIndex;
}

/** Below the interval at which the newest end is read, so that each reading of it begins a walk. */
const walkEveryMs = 4_900;

export function createWalkWatch(): WalkWatch {
  const begun = new Map<SourceName, number>();
  const provenSince = new Map<SourceName, number>();

  function watched(source: ConnectedSource): ConnectedSource {
    const { copyAccess, identity } = source;
    if (!copyAccess) return source;
    const { rows } = copyAccess;
    const readPage: typeof rows.readPage = (place, scope, maxRows) => {
      // A reading of the newest end that begins no walk limits its rows.
      if (place === null && maxRows === undefined) begun.set(identity.name, performance.now());
      return rows.readPage(place, scope, maxRows);
    };
    return { ...source, copyAccess: { ...copyAccess, rows: { ...rows, readPage } } };
  }

  function note({ source, type }: CallIndexNotice): void {
    const since = source && begun.get(source);
    if (type === 'WALKED' && source && since) provenSince.set(source, since);
  }

  return {
    provenSince,
    indexAt: location => sources =>
      createCallIndex({
        ...location,
        walkEveryMs,
        keepDays: null,
        sources: sources.map(watched),
        onNotice: note,
      }),
  };
}
