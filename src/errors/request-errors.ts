import { GraphQLError } from 'graphql';

export const requestError = (
  message: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status, headers } } });

/** Error of automatic persisted queries. Message and status are Apollo's, because clients then send the document. */
export const persistedQueryNotFound = (): GraphQLError =>
  new GraphQLError('PersistedQueryNotFound', {
    extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', http: { status: 200 } },
  });

export const documentNotTrusted = (): GraphQLError =>
  new GraphQLError('This gateway runs only the documents of its manifest; this one is not among them.', {
    extensions: { code: 'DOCUMENT_NOT_TRUSTED', http: { status: 400, spec: true } },
  });

/** Error for an invalid argument of a well-formed query; clients that accept only `application/json` get a 200. */
export const badArgument = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400, spec: true } } });

/** Error for a query above a limit; as with validation, clients that accept only `application/json` get a 200. */
export const tooExpensive = (message: string): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code: 'QUERY_TOO_EXPENSIVE', http: { status: 400, spec: true } },
  });
