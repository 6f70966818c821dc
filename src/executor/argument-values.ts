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

/** Gives the arguments of a field for coerced variables, as graphql-js does; throws its error where they are not fit. */
export type ArgumentsReader = (variables: Arguments) => Arguments;

/** Looks at what is written once, for as often as it is read. */
export function compileArguments(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode | undefined,
): ArgumentsReader {
  if (definition.args.length === 0 || !node) return () => ({});
  const parts = partsOf(definition, node);
  const read: ArgumentsReader = variables => getArgumentValues(definition, node, variables);
  return parts ? variables => fromVariables(parts, variables) ?? read(variables) : read;
}

/** One argument: a variable, or a value that stands in the document. */
type Part =
  | { readonly argument: string; readonly variable: string }
  | { readonly argument: string; readonly value: unknown };

/** Null where an argument is more than that, is no scalar, or has a default although it is left out. */
function partsOf(
  { args }: GraphQLField<unknown, unknown>,
  { arguments: given = [] }: FieldNode,
): Part[] | null {
  const parts: Part[] = [];
  for (const arg of args) {
    const node = given.find(({ name }) => name.value === arg.name);
    const part = node && partOf(node, arg.type);
    if (part) parts.push(part);
    else if (node || isRequiredArgument(arg) || arg.defaultValue !== undefined) return null;
  }
  return parts;
}

function partOf(node: ArgumentNode, type: GraphQLInputType): Part | null {
  const argument = node.name.value;
  if (node.value.kind === Kind.VARIABLE) return { argument, variable: node.value.name.value };
  const value = hasVariable(node) ? undefined : valueFromAST(node.value, type);
  return value === undefined ? null : { argument, value };
}

/** Copies a literal for each request, because a resolver may change it; coerced input objects have no prototype. */
function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  if (Object.getPrototypeOf(value) !== null) return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [name, field] of Object.entries(value)) copy[name] = copied(field);
  return copy;
}

/** Variables are coerced already; null where one of them is not there, for which there are rules. */
function fromVariables(parts: readonly Part[], variables: Arguments): Arguments | null {
  const values: Record<string, unknown> = {};
  for (const part of parts) {
    const value = 'variable' in part ? variableValue(variables, part.variable) : copied(part.value);
    if (value === null && 'variable' in part) return null;
    values[part.argument] = value;
  }
  return values;
}

/** Not what every object has, such as a `constructor`. */
const variableValue = (variables: Arguments, name: string): unknown =>
  Object.hasOwn(variables, name) ? (variables[name] ?? null) : null;

const hasVariable = (argument: ArgumentNode): boolean => containsKind(argument, Kind.VARIABLE);
