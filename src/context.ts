import type { ConnectedSource } from './domain/call-source.ts';
import type { SourceName } from './domain/source-name.ts';
import { createLoaders, type Loaders } from './loaders/index.ts';
import { listMerged, type MergedListRequest, type MergedPage } from './loaders/merged-list/index.ts';

/** What lives exactly one client request. */
export interface RequestContext {
  readonly sources: readonly ConnectedSource[];
  readonly loaders: Loaders;
  listCalls(request: MergedListRequest): Promise<MergedPage>;
  /** Values that could not be read from a source since the gateway started. */
  driftOf(source: SourceName): number;
}

export interface ContextOptions {
  readonly sources: readonly ConnectedSource[];
  readonly driftOf: RequestContext['driftOf'];
  /** Ends every wait of this request: its client left, or its time is over. */
  readonly signal: AbortSignal;
}

export function createContext({ sources, driftOf, signal }: ContextOptions): RequestContext {
  const loaders = createLoaders(sources, signal);
  return {
    sources,
    loaders,
    driftOf,
    async listCalls(request) {
      const page = await listMerged(request, sources, signal);
      for (const { node } of page.edges) loaders.prime(node);
      return page;
    },
  };
}
