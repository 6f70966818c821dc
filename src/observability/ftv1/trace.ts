import type { GraphQLError, GraphQLResolveInfo } from 'graphql';
import type { RequestHead } from '../../async/client-disconnect.ts';

type Path = GraphQLResolveInfo['path'];

/** A field of the response, or an index of a list. Times are in milliseconds since the start of the trace. */
export interface TraceNode {
  readonly key: string | number | null;
  readonly children: TraceNode[];
  readonly errors: GraphQLError[];
  field?: {
    readonly name: string;
    readonly type: string;
    readonly parentType: string;
    readonly startedAt: number;
    endedAt: number;
  };
}

export interface Trace {
  /** Starts the timer of a field; the returned function stops it. */
  begin(info: GraphQLResolveInfo): () => void;
  /** Finishes the trace, and attaches each error to the node of its path. */
  end(errors: readonly GraphQLError[]): FinishedTrace;
}

export interface FinishedTrace {
  readonly root: TraceNode;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly milliseconds: number;
  /** Whether fields are missing because the trace was full. */
  readonly isIncomplete: boolean;
}

export const wantsTrace = ({ headers }: RequestHead): boolean =>
  headers.get('apollo-federation-include-trace') === 'ftv1';

const maxNodes = 10_000;

export interface TraceClocks {
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function createTrace({ clock, now }: TraceClocks): Trace {
  const [startedAt, beganAt] = [now(), clock()];
  const elapsed = () => clock() - beganAt;
  const root = nodeOf(null);
  const byPath = new Map<Path, TraceNode>();
  let isIncomplete = false;

  function nodeAt(path: Path): TraceNode {
    const known = byPath.get(path);
    if (known) return known;
    const node = nodeOf(path.key);
    (path.prev ? nodeAt(path.prev) : root).children.push(node);
    byPath.set(path, node);
    return node;
  }

  return {
    begin({ path, fieldName, returnType, parentType }) {
      isIncomplete ||= byPath.size >= maxNodes;
      if (isIncomplete) return () => {};
      const began = elapsed();
      const types = { type: String(returnType), parentType: parentType.name };
      const field = { name: fieldName, ...types, startedAt: began, endedAt: began };
      nodeAt(path).field = field;
      return () => {
        field.endedAt = elapsed();
      };
    },
    end(errors) {
      for (const error of errors) nearestNode(root, error.path ?? []).errors.push(error);
      return { root, startedAt, milliseconds: elapsed(), isIncomplete };
    },
  };
}

const nodeOf = (key: TraceNode['key']): TraceNode => ({ key, children: [], errors: [] });

/** The node at a path, or its nearest ancestor. */
function nearestNode(node: TraceNode, [key, ...rest]: readonly (string | number)[]): TraceNode {
  const child = node.children.find(candidate => candidate.key === key);
  return child ? nearestNode(child, rest) : node;
}
