import { GraphQLError } from 'graphql';
import { callErrorCodes, SwitchboardError, withoutFrames } from '../domain/errors.ts';

/**
 * Error masking: gives each error a code, and keeps the message of expected errors only. All other errors become
 * INTERNAL_SERVER_ERROR with a fixed message.
 */
export function maskError(error: unknown): GraphQLError {
  const cause = originOf(error);
  if (cause instanceof SwitchboardError)
    return isLocated(error, cause) ? error : masked(error, cause.message, { ...cause.extensions });
  if (error instanceof GraphQLError && (cause === undefined || isRequestError(error, cause)))
    return masked(error, truncated(error.message), codeOf(error));
  return masked(error, 'Something went wrong in the gateway.', {
    code: 'INTERNAL_SERVER_ERROR',
    retryable: false,
  });
}

/** Whether an error is what clients see of an expected one; a query may fail at a thousand fields. */
const isLocated = (error: unknown, { message, extensions }: SwitchboardError): error is GraphQLError =>
  error instanceof GraphQLError && error.message === message && error.extensions === extensions;

/** Keeps the place of an error, which is not computed anew, and captures no stack frames. */
function masked(error: unknown, message: string, extensions: Record<string, unknown>): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(message, { extensions });
  const { path = null, nodes, source, positions, locations } = error;
  const copy = withoutFrames(() => new GraphQLError(message, { path, extensions }));
  return Object.assign(copy, { nodes, source, positions, ...(locations && { locations }) });
}

/** The error that a chain of GraphQL errors wraps; undefined for a GraphQL error that wraps none. */
export function originOf(error: unknown): unknown {
  let origin = error;
  while (origin instanceof GraphQLError && origin.originalError) origin = origin.originalError;
  return origin === error && error instanceof GraphQLError ? undefined : origin;
}

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

/** Codes that request errors keep; every other request error becomes BAD_USER_INPUT. */
const requestErrorCodes = [
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'QUERY_TOO_EXPENSIVE',
  'PERSISTED_QUERY_NOT_FOUND',
  'DOCUMENT_NOT_TRUSTED',
] as const;

/** Codes of all errors in responses. */
export const errorCodes: readonly string[] = [
  ...new Set([...callErrorCodes, ...requestErrorCodes, 'INTERNAL_SERVER_ERROR']),
];

function codeOf({ extensions }: GraphQLError): Record<string, unknown> {
  const { code, http } = extensions;
  const known = requestErrorCodes.find(known => known === code) ?? 'BAD_USER_INPUT';
  return { code: known, retryable: false, ...(http ? { http } : {}) };
}
