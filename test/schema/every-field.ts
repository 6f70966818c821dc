import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/**
 * Selects all that can be asked of a type and of what it leads to, but of a type within itself only its name. A transcript
 * within a transcript, and the calls of an agent, are left out, because they are refused within one another.
 */
export function selectEverything(type: GraphQLObjectType, above: readonly GraphQLObjectType[] = []): string {
  if (above.includes(type)) return '{ __typename }';
  const fields = Object.values(type.getFields()).map(field => selectField(field, [...above, type]));
  return `{ __typename ${fields.join(' ')} }`;
}

function selectField(field: GraphQLField<unknown, unknown>, above: readonly GraphQLObjectType[]): string {
  const named = getNamedType(field.type);
  const asked = withArguments(field);
  if (!isCompositeType(named)) return asked;
  if (field.name === 'transcript' && above.some(outer => outer === named)) return '';
  if (named.name === 'CallConnection') return '';
  return isObjectType(named) ? `${asked} ${selectEverything(named, above)}` : `${asked} { __typename }`;
}

/** A value for each argument that some field below a call or an agent requires. */
const values: Readonly<Record<string, string>> = { at: '0.5' };

/** A field with the arguments that it requires. */
function withArguments({ name, args }: GraphQLField<unknown, unknown>): string {
  const required = args.filter(isRequiredArgument).map(arg => `${arg.name}: ${values[arg.name]}`);
  return required.length === 0 ? name : `${name}(${required.join()})`;
}

export function objectNamed(schema: GraphQLSchema, name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`The schema has no object type ${name}.`);
  return type;
}
