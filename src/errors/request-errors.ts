import { GraphQLError } from 'graphql';

/** A request that is refused for its form, with the HTTP status that says so. */
export const requestError = (
  message: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status, headers } } });

/** In Apollo's words and with its status, because clients go by them to send the whole document. */
export const persistedQueryNotFound = (): GraphQLError =>
  new GraphQLError('PersistedQueryNotFound', {
    extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', http: { status: 200 } },
  });

/** A document that is none of those which alone may run. */
export const documentNotTrusted = (): GraphQLError =>
  new GraphQLError('This gateway runs only the documents of its manifest; this one is not among them.', {
    extensions: { code: 'DOCUMENT_NOT_TRUSTED', http: { status: 400, spec: true } },
  });

/** A well-formed query with an argument that none may have; a client that accepts only JSON gets a 200. */
export const badArgument = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400, spec: true } } });

/** A well-formed query that asks for too much; as with validation, a client that accepts only JSON gets a 200. */
export const tooExpensive = (message: string): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code: 'QUERY_TOO_EXPENSIVE', http: { status: 400, spec: true } },
  });
