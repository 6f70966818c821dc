import {
  type ArgumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLInputType,
  getArgumentValues,
  isRequiredArgument,
  Kind,
  valueFromAST,
} from 'graphql';
import { containsKind } from './contains-kind.ts';

export type Arguments = Readonly<Record<string, unknown>>;

/**
 * Coerces the arguments of a field (spec 6.4.1) for coerced variables; throws the error of graphql-js if they do not
 * fit.
 */
export type ArgumentsReader = (variables: Arguments) => Arguments;

/** Compiles the arguments once, so that an execution only fills in variables. */
export function compileArguments(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode | undefined,
): ArgumentsReader {
  if (definition.args.length === 0 || !node) return () => ({});
  const parts = compileParts(definition, node);
  const read: ArgumentsReader = variables => getArgumentValues(definition, node, variables);
  return parts ? variables => fromVariables(parts, variables) ?? read(variables) : read;
}

/** Argument of a field: a variable, or a literal of the document. */
type Part =
  | { readonly argument: string; readonly variable: string }
  | { readonly argument: string; readonly value: unknown };

/** Null if an argument needs graphql-js: a variable within a literal, an invalid literal, or a default value. */
function compileParts(
  { args }: GraphQLField<unknown, unknown>,
  { arguments: nodes = [] }: FieldNode,
): Part[] | null {
  const parts: Part[] = [];
  for (const arg of args) {
    const node = nodes.find(({ name }) => name.value === arg.name);
    const part = node && compilePart(node, arg.type);
    if (part) parts.push(part);
    else if (node || isRequiredArgument(arg) || arg.defaultValue !== undefined) return null;
  }
  return parts;
}

function compilePart(node: ArgumentNode, type: GraphQLInputType): Part | null {
  const argument = node.name.value;
  if (node.value.kind === Kind.VARIABLE) return { argument, variable: node.value.name.value };
  const value = hasVariable(node) ? undefined : valueFromAST(node.value, type);
  return value === undefined ? null : { argument, value };
}

/** Copies a literal for each execution, because a resolver may change it. Coerced input objects have no prototype. */
function copyLiteral(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyLiteral);
  if (Object.getPrototypeOf(value) !== null) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, field] of Object.entries(value)) copy[name] = copyLiteral(field);
  return copy;
}

/** Null if a variable is absent or null, because default values and nullability then decide. */
function fromVariables(parts: readonly Part[], variables: Arguments): Arguments | null {
  const values: Record<string, unknown> = {};
  for (const part of parts) {
    const value = 'variable' in part ? variableValue(variables, part.variable) : copyLiteral(part.value);
    if (value === null && 'variable' in part) return null;
    values[part.argument] = value;
  }
  return values;
}

/** Reads own properties only, because a variable may be named `constructor`. */
const variableValue = (variables: Arguments, name: string): unknown =>
  Object.hasOwn(variables, name) ? (variables[name] ?? null) : null;

const hasVariable = (argument: ArgumentNode): boolean => containsKind(argument, Kind.VARIABLE);
