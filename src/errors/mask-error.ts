import { GraphQLError } from 'graphql';
import { SwitchboardError } from '../domain/errors.ts';

/**
 * Error masking: gives each error a code, and keeps the message of expected errors only. All other errors become
 * INTERNAL_SERVER_ERROR with a fixed message.
 */
export function maskError(error: unknown): GraphQLError {
  const at = error instanceof GraphQLError ? { nodes: error.nodes ?? null, path: error.path ?? null } : {};
  const cause = originOf(error);
  if (cause instanceof SwitchboardError)
    return new GraphQLError(cause.message, { ...at, extensions: extensionsOf(cause) });
  if (error instanceof GraphQLError && (cause === undefined || isRequestError(error, cause)))
    return new GraphQLError(truncated(error.message), {
      ...at,
      ...sourceLocationOf(error),
      extensions: codeOf(error),
    });
  return new GraphQLError('Something went wrong in the gateway.', {
    ...at,
    extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
  });
}

/** The error that a chain of GraphQL errors wraps; undefined for a GraphQL error that wraps none. */
export function originOf(error: unknown): unknown {
  let origin = error;
  while (origin instanceof GraphQLError && origin.originalError) origin = origin.originalError;
  return origin === error && error instanceof GraphQLError ? undefined : origin;
}

const extensionsOf = ({ code, details }: SwitchboardError): Record<string, unknown> => ({
  code,
  ...(details.source && { source: details.source }),
  retryable: details.retryable ?? false,
  ...(details.retryAfter !== undefined && { retryAfter: details.retryAfter }),
});

/**
 * Whether a GraphQL error rejects the request. A path without nodes in the cause means an internal error: a resolved
 * value that does not fit the schema.
 */
const isRequestError = ({ path }: GraphQLError, cause: unknown): boolean =>
  cause instanceof GraphQLError && (path === undefined || cause.nodes !== undefined);

const maxMessageLength = 500;

/** Truncates a message, because graphql-js repeats names and values of the request in up to a hundred errors. */
const truncated = (message: string): string =>
  message.length > maxMessageLength ? `${message.slice(0, maxMessageLength)}…` : message;

/** A syntax error has positions in the source text instead of nodes. */
const sourceLocationOf = ({ nodes, source, positions }: GraphQLError) => (nodes ? {} : { source, positions });

/** Codes that request errors keep; every other request error becomes BAD_USER_INPUT. */
const refusals = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'QUERY_TOO_EXPENSIVE',
  'PERSISTED_QUERY_NOT_FOUND',
  'DOCUMENT_NOT_TRUSTED',
];

function codeOf({ extensions }: GraphQLError): Record<string, unknown> {
  const { code, http } = extensions;
  const known = refusals.find(refusal => refusal === code) ?? 'BAD_USER_INPUT';
  return { code: known, retryable: false, ...(http ? { http } : {}) };
}
