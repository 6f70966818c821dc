import { GraphQLError } from 'graphql';

/** A request that is refused for its form, with the HTTP status that says so. */
export const refusal = (
  message: string,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status, headers } } });

/** A well-formed query with an argument that none may have; a client that accepts only JSON gets a 200. */
export const badArgument = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', http: { status: 400, spec: true } } });

/** A well-formed query that asks for too much; as with validation, a client that accepts only JSON gets a 200. */
export const tooExpensive = (message: string): GraphQLError =>
  new GraphQLError(message, {
    extensions: { code: 'QUERY_TOO_EXPENSIVE', http: { status: 400, spec: true } },
  });
