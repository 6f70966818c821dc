import type { RequestScope } from '../async/request-scope.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import type { Caller } from '../domain/caller.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { SourceName } from '../domain/source-name.ts';
import { createLoaders, type Loaders } from '../loaders/index.ts';
import { listMerged, type MergedListRequest, type MergedPage } from '../loaders/merged-connection/index.ts';
import type { CallSelection } from '../loaders/merged-connection/selection.ts';

/** What lives exactly one client request. */
export interface RequestContext {
  readonly sources: readonly ConnectedSource[];
  readonly loaders: Loaders;
  readonly caller: Caller;
  /** The filters read so far, by their input as JSON: the query cost and the resolver read each. */
  readonly selections: Map<string, CallSelection | Error>;
  /** One page of the merged list; asked for twice, it is listed once. */
  listCalls(request: MergedListRequest): Promise<MergedPage>;
  /** Counts what an answer holds; an error once that is more than one answer may. */
  countItems(items: number): void;
  /** Called before an answer is made once more. */
  restart(): void;
  /** Values that could not be read from a source since the gateway started. */
  driftOf(source: SourceName): number;
}

export interface ContextOptions {
  readonly sources: readonly ConnectedSource[];
  readonly driftOf: RequestContext['driftOf'];
  readonly caller: Caller;
  readonly scope: RequestScope;
}

/** Room for the longest conversation, and for every other list there is. */
const maxItems = 100_000;

const tooMany = () =>
  new SwitchboardError(
    'QUERY_TOO_EXPENSIVE',
    `One answer may hold at most ${maxItems} turns, events and pieces of transcript. Ask for fewer, or with \`first\`.`,
    { retryable: false },
  );

export function createContext({ sources, driftOf, caller, scope }: ContextOptions): RequestContext {
  const loaders = createLoaders(sources, scope);
  const pages = new Map<string, Promise<MergedPage>>();
  let itemCount = 0;

  /** The page with the versions of its calls that serve the whole request. */
  function held(page: MergedPage): MergedPage {
    const listed = page.edges.map(({ node }) => node);
    const nodes = loaders.rows(listed);
    if (nodes === listed) return page;
    return { ...page, edges: page.edges.map((edge, at) => ({ ...edge, node: nodes[at] ?? edge.node })) };
  }

  return {
    sources,
    loaders,
    selections: new Map(),
    caller,
    driftOf,
    countItems(items) {
      itemCount += items;
      if (itemCount > maxItems) throw tooMany();
    },
    listCalls(request) {
      const key = JSON.stringify([request.first, request.after, request.selection.key]);
      const page = pages.get(key) ?? listMerged(request, sources, scope);
      pages.set(key, page);
      return page.then(held);
    },
    restart() {
      itemCount = 0;
    },
  };
}
