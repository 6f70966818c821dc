import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
} from 'graphql';

/** Selects all that can be asked of a type and of what it leads to, but of a type within itself only its name. */
export function selectEverything(type: GraphQLObjectType, above: readonly GraphQLObjectType[] = []): string {
  if (above.includes(type)) return '{ __typename }';
  const fields = Object.values(type.getFields()).map(field => selectField(field, [...above, type]));
  return `{ __typename ${fields.join(' ')} }`;
}

function selectField(
  { name, type }: GraphQLField<unknown, unknown>,
  above: readonly GraphQLObjectType[],
): string {
  const named = getNamedType(type);
  if (!isCompositeType(named)) return name;
  return isObjectType(named) ? `${name} ${selectEverything(named, above)}` : `${name} { __typename }`;
}

export function objectNamed(schema: GraphQLSchema, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`The schema has no object type ${name}.`);
  return type;
}
