import {
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  getNamedType,
  isIntrospectionType,
  TypeNameMetaFieldDef,
} from 'graphql';
import { compileArguments } from './argument-values.ts';
import type { ExecutionState } from './execute-fields.ts';
import { addPath, type Path } from './path.ts';
import type { FieldPlan } from './selection-plan.ts';

/**
 * Resolves a field of `source` to a value or a promise; throws the error of its resolver. An absent `path` is built
 * from `parent` on demand.
 */
export type Resolve = (
  state: ExecutionState,
  source: unknown,
  parent: Path | undefined,
  path?: Path,
) => unknown;

type Resolved = Omit<FieldPlan, 'resolve' | 'complete'>;

export function compileResolver(field: Resolved, passInfo: boolean): Resolve {
  const { definition, parentType } = field;
  if (definition === TypeNameMetaFieldDef) return () => parentType.name;
  const { resolve } = definition;
  return resolve
    ? customResolver(resolve, field, passInfo || readsSchema(definition))
    : defaultResolver(field);
}

/** Whether the field is one of introspection that gives types, because graphql-js takes these from the schema in `info`. */
const readsSchema = ({ type }: GraphQLField<unknown, unknown>): boolean =>
  isIntrospectionType(getNamedType(type));

function customResolver(
  resolve: GraphQLFieldResolver<unknown, unknown>,
  field: Resolved,
  passInfo: boolean,
): Resolve {
  const readArguments = compileArguments(field.definition, field.nodes[0]);
  if (!passInfo)
    return (state, source) =>
      resolve(
        source,
        readArguments(state.operation.variableValues),
        state.context,
        noInfo as GraphQLResolveInfo,
      );
  return (state, source, parent, path = addPath(field, parent)) =>
    resolve(
      source,
      readArguments(state.operation.variableValues),
      state.context,
      buildResolveInfo(field, state, path),
    );
}

/** Default resolver of graphql-js: reads the property, and calls it if it is a method. */
function defaultResolver(field: Resolved): Resolve {
  const { name } = field.definition;
  const readArguments = compileArguments(field.definition, field.nodes[0]);
  return (state, source, parent, path) => {
    if (typeof source !== 'object' || source === null) return undefined;
    const value = (source as Readonly<Record<string, unknown>>)[name];
    if (typeof value !== 'function') return value;
    const info = buildResolveInfo(field, state, path ?? addPath(field, parent));
    return value.call(source, readArguments(state.operation.variableValues), state.context, info);
  };
}

const noInfo: unknown = undefined;

export const buildResolveInfo = (
  { definition, nodes, parentType }: Pick<FieldPlan, 'definition' | 'nodes' | 'parentType'>,
  { operation }: ExecutionState,
  path: Path,
): GraphQLResolveInfo => ({
  schema: operation.schema,
  fragments: operation.fragments,
  rootValue: operation.rootValue,
  operation: operation.operation,
  variableValues: operation.variableValues,
  fieldName: definition.name,
  fieldNodes: nodes,
  returnType: definition.type,
  parentType,
  path,
});
