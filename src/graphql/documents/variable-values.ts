import {
  type ExecutionArgs,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  Kind,
  type VariableDefinitionNode,
} from 'graphql';

/** Maximum number of errors, because each takes time in proportion to its value, and graphql-js reports fifty. */
const maxErrors = 3;

type Variables = Readonly<Record<string, unknown>>;

/** Coerces the variables of an operation (spec 6.1.2); throws an AggregateError if they do not fit their types. */
export function variableValuesOf({
  schema,
  document,
  operationName,
  variableValues,
  hideSuggestions,
}: ExecutionArgs): Variables {
  const { variableDefinitions = [] } = getOperationAST(document, operationName) ?? {};
  const fit = variableValues && fitVariables(variableDefinitions, variableValues);
  if (fit) return fit;
  const options = { maxErrors, hideSuggestions: hideSuggestions ?? false };
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, variableValues ?? {}, options);
  if (errors) throw new AggregateError(errors.slice(0, maxErrors).map(badVariable));
  return coerced;
}

/** Checks for values that coercion returns unchanged, as it does with most. */
const isFit: Readonly<Record<string, (value: unknown) => boolean>> = {
  ID: value => typeof value === 'string',
  String: value => typeof value === 'string',
  Boolean: value => typeof value === 'boolean',
  Int: value => typeof value === 'number' && (value | 0) === value,
};

/** Null if a variable needs coercion, is missing, or is named `__proto__`, which objects treat specially. */
function fitVariables(definitions: readonly VariableDefinitionNode[], values: Variables): Variables | null {
  const fit: Record<string, unknown> = {};
  for (const { variable, type } of definitions) {
    const name = variable.name.value;
    if (name === '__proto__') return null;
    const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
    if (named.kind !== Kind.NAMED_TYPE || !isFit[named.name.value]?.(values[name])) return null;
    fit[name] = values[name];
  }
  return fit;
}

const badVariable = ({ message, nodes }: GraphQLError): GraphQLError =>
  new GraphQLError(message, {
    nodes: nodes ?? null,
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400, spec: true } },
  });
