import type { GraphQLError, GraphQLResolveInfo } from 'graphql';
import type { RequestHead } from '../../async/client-disconnect.ts';

type Path = GraphQLResolveInfo['path'];

/** One field of an answer, or one place in a list. Times are milliseconds from the trace's beginning. */
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

/** How one request was executed, field by field. */
export interface Trace {
  /** Takes in a field that begins; gives what says that it has ended. */
  begin(info: GraphQLResolveInfo): () => void;
  /** The whole, with the errors of the answer at their places. */
  end(errors: readonly GraphQLError[]): FinishedTrace;
}

export interface FinishedTrace {
  readonly root: TraceNode;
  /** In milliseconds since 1970. */
  readonly startedAt: number;
  readonly milliseconds: number;
  /** Whether there were more fields than a trace holds. */
  readonly isIncomplete: boolean;
}

/** Whether a router asks for a trace, by Apollo's header. */
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

  function place(path: Path): TraceNode {
    const known = byPath.get(path);
    if (known) return known;
    const node = nodeOf(path.key);
    (path.prev ? place(path.prev) : root).children.push(node);
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
      place(path).field = field;
      return () => {
        field.endedAt = elapsed();
      };
    },
    end(errors) {
      for (const error of errors) closest(root, error.path ?? []).errors.push(error);
      return { root, startedAt, milliseconds: elapsed(), isIncomplete };
    },
  };
}

const nodeOf = (key: TraceNode['key']): TraceNode => ({ key, children: [], errors: [] });

/** The node at a path, or as near to it as there is one. */
function closest(node: TraceNode, [key, ...rest]: readonly (string | number)[]): TraceNode {
  const child = node.children.find(candidate => candidate.key === key);
  return child ? closest(child, rest) : node;
}
