import { type ExecutionArgs, GraphQLError, getVariableValues, type OperationDefinitionNode } from 'graphql';

/** As many as help; each may take as long as its value is large, and execution would give fifty. */
const mostErrors = 3;

/** The variables as the operation takes them, or a refusal that says what is wrong with them. */
export function coerceVariables(
  { schema, variableValues, hideSuggestions }: ExecutionArgs,
  { variableDefinitions = [] }: OperationDefinitionNode,
): Readonly<Record<string, unknown>> {
  const options = { maxErrors: mostErrors, hideSuggestions: hideSuggestions ?? false };
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, variableValues ?? {}, options);
  if (errors) throw new AggregateError(errors.slice(0, mostErrors).map(refusalOf));
  return coerced;
}

const refusalOf = ({ message, nodes }: GraphQLError): GraphQLError =>
  new GraphQLError(message, {
    nodes: nodes ?? null,
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400, spec: true } },
  });
