import { type ExecutionArgs, GraphQLError, getOperationAST, getVariableValues } from 'graphql';
import { createSlot } from '../../domain/slot.ts';

/** As many as help; each may take as long as its value is large, and execution would give fifty. */
const mostErrors = 3;

type Variables = Readonly<Record<string, unknown>>;

const known = createSlot<ExecutionArgs, Variables>('variables');

/** The variables as the operation takes them, read once; or a refusal that says what is wrong with them. */
export function coercedVariables(args: ExecutionArgs): Variables {
  const variables = known.of(args) ?? coerce(args);
  known.put(args, variables);
  return variables;
}

function coerce({
  schema,
  document,
  operationName,
  variableValues,
  hideSuggestions,
}: ExecutionArgs): Variables {
  const { variableDefinitions = [] } = getOperationAST(document, operationName) ?? {};
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
