import {
  type FieldNode,
  GraphQLError,
  type GraphQLErrorExtensions,
  type Location,
  locatedError,
  type SourceLocation,
} from 'graphql';

type ErrorPath = readonly (string | number)[];

/**
 * `locatedError` of graphql-js for an error of a resolver, without two of its costs, because a query may fail at a thousand
 * fields: it captures no stack frames, since the cause has its own, and reads no document.
 */
export function locateError(cause: unknown, nodes: readonly FieldNode[], path: ErrorPath): GraphQLError {
  if (!(cause instanceof Error) || cause instanceof GraphQLError) return locatedError(cause, nodes, path);
  const located = withoutFrames(
    () => new GraphQLError(cause.message, { path, extensions: extensionsIn(cause) }),
  );
  return Object.assign(located, { originalError: cause, nodes, locations: locationsOf(nodes) });
}

const extensionsIn = (cause: Error): GraphQLErrorExtensions | null =>
  'extensions' in cause && isObject(cause.extensions) ? cause.extensions : null;

const isObject = (value: unknown): value is GraphQLErrorExtensions =>
  typeof value === 'object' && value !== null;

function withoutFrames<T>(create: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return create();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Takes lines and columns from the tokens, because graphql-js counts the lines of the document for each error anew. */
function locationsOf(nodes: readonly FieldNode[]): readonly SourceLocation[] | undefined {
  const locations = nodes.flatMap(({ loc }) => (loc ? [locationOf(loc)] : []));
  return locations.length > 0 ? locations : undefined;
}

const locationOf = ({ startToken: { line, column } }: Location): SourceLocation => ({ line, column });
