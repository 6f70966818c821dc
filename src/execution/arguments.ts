import {
  type ArgumentNode,
  BREAK,
  type FieldNode,
  type GraphQLField,
  getArgumentValues,
  isRequiredArgument,
  Kind,
  visit,
} from 'graphql';

export type Arguments = Readonly<Record<string, unknown>>;

/** Gives the arguments of a field for coerced variables, as graphql-js does; throws its error where they are not fit. */
export type ReadArguments = (variables: Arguments) => Arguments;

const noArguments: Arguments = Object.freeze({});

/** Looks at what is written once, for as often as it is read. */
export function readerOfArguments(
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode | undefined,
): ReadArguments {
  if (definition.args.length === 0 || !node) return () => noArguments;
  if (!node.arguments?.some(hasVariable)) return fixed(definition, node);
  const names = variablesOf(definition, node);
  const read: ReadArguments = variables => getArgumentValues(definition, node, variables);
  return names ? variables => taken(names, variables) ?? read(variables) : read;
}

function fixed(definition: GraphQLField<unknown, unknown>, node: FieldNode): ReadArguments {
  let read: Arguments | null = null;
  // Not before the first run, because that is where it may fail.
  return () => {
    read ??= getArgumentValues(definition, node);
    return read;
  };
}

type Named = readonly { readonly argument: string; readonly variable: string }[];

/** Which variable each argument is; null where any is more than that, or one that is left out has a say. */
function variablesOf({ args }: GraphQLField<unknown, unknown>, { arguments: given = [] }: FieldNode) {
  const names: { argument: string; variable: string }[] = [];
  for (const { name, value } of given) {
    if (value.kind !== Kind.VARIABLE) return null;
    names.push({ argument: name.value, variable: value.name.value });
  }
  const isSilent = ({ defaultValue }: { readonly defaultValue?: unknown }) => defaultValue === undefined;
  const leftOut = args.filter(({ name }) => !names.some(({ argument }) => argument === name));
  return leftOut.every(arg => isSilent(arg) && !isRequiredArgument(arg)) ? names : null;
}

/** Variables are coerced already; null where one of them is not there, for which there are rules. */
function taken(names: Named, variables: Arguments): Arguments | null {
  const values: Record<string, unknown> = {};
  for (const { argument, variable } of names) {
    const value = variables[variable];
    if (value === null || value === undefined) return null;
    values[argument] = value;
  }
  return values;
}

function hasVariable(argument: ArgumentNode): boolean {
  let found = false;
  visit(argument, {
    Variable() {
      found = true;
      return BREAK;
    },
  });
  return found;
}
