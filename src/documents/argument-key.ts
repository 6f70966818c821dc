import { type FieldNode, Kind, type ValueNode } from 'graphql';

type Variables = Readonly<Record<string, unknown>>;

/**
 * Canonical text of a field's arguments: equal for arguments that mean the same, such as `5` and `"5"`, an item and a
 * list of it, or null and no argument. Without `variables`, a variable is only equal to itself.
 */
export const argumentsKey = ({ arguments: args = [] }: FieldNode, variables: Variables | null): string =>
  objectKey(args.map(({ name, value }) => [name.value, keyOf(value, variables)]));

function keyOf(node: ValueNode, variables: Variables | null): string {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables ? keyOfValue(variables[node.name.value]) : `$${node.name.value}`;
    case Kind.NULL:
      return nullKey;
    case Kind.LIST:
      return listKey(node.values.map(value => keyOf(value, variables)));
    case Kind.OBJECT:
      return objectKey(node.fields.map(({ name, value }) => [name.value, keyOf(value, variables)]));
    case Kind.FLOAT:
      return scalarKey(Number(node.value));
    default:
      return scalarKey(node.value);
  }
}

function keyOfValue(value: unknown): string {
  if (value === null || value === undefined) return nullKey;
  if (Array.isArray(value)) return listKey(value.map(keyOfValue));
  if (typeof value !== 'object') return scalarKey(value);
  return objectKey(Object.entries(value).map(([name, field]) => [name, keyOfValue(field)]));
}

const nullKey = 'null';

/** JSON text, so that no string looks like another value. */
const scalarKey = (value: unknown): string => JSON.stringify(String(value));

/** An item alone is a list of one item (spec 3.11). */
const listKey = (items: readonly string[]): string =>
  items.length === 1 && items[0] !== undefined ? items[0] : `[${items.join()}]`;

const objectKey = (fields: readonly (readonly [name: string, key: string])[]): string =>
  `{${fields
    .filter(([, key]) => key !== nullKey)
    .map(field => field.join(':'))
    .sort()
    .join()}}`;
