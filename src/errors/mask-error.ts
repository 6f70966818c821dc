import { GraphQLError } from 'graphql';
import { SwitchboardError } from '../domain/errors.ts';

/**
 * Gives every error its code and takes from it what is not the client's business. Only what we foresaw keeps
 * its message; of anything else the client learns nothing but that it happened.
 */
export function maskError(error: unknown): GraphQLError {
  const at = error instanceof GraphQLError ? { nodes: error.nodes ?? null, path: error.path ?? null } : {};
  const cause = originOf(error);
  if (cause instanceof SwitchboardError)
    return new GraphQLError(cause.message, { ...at, extensions: extensionsOf(cause) });
  if (error instanceof GraphQLError && (cause === undefined || isRefusal(error, cause)))
    return new GraphQLError(shortened(error.message), {
      ...at,
      ...sourceLocationOf(error),
      extensions: codeOf(error),
    });
  return new GraphQLError('Something went wrong in the gateway.', {
    ...at,
    extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
  });
}

/** The error that a chain of GraphQL errors wraps. */
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

/** Not so a value of ours that does not fit the schema: of what fails at a path, only arguments have a place. */
const isRefusal = ({ path }: GraphQLError, cause: unknown): boolean =>
  cause instanceof GraphQLError && (path === undefined || cause.nodes !== undefined);

const maxMessageLength = 500;

/** Because graphql repeats names and values of the request, in each of up to a hundred errors. */
const shortened = (message: string): string =>
  message.length > maxMessageLength ? `${message.slice(0, maxMessageLength)}…` : message;

/** A syntax error has a place in the text, but no nodes. */
const sourceLocationOf = ({ nodes, source, positions }: GraphQLError) => (nodes ? {} : { source, positions });

/** The codes that a refusal may bring along; whatever else is refused before execution was bad input. */
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
