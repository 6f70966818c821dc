import { type GraphQLFieldResolver, type GraphQLResolveInfo, TypeNameMetaFieldDef } from 'graphql';
import { compileArguments } from './argument-values.ts';
import type { ExecutionState } from './execute-fields.ts';
import { addPath, type Path } from './path.ts';
import type { FieldPlan } from './selection-plan.ts';

/**
 * Gives the value of a field of what stands at a place, or a promise of it; throws what its resolver throws. The field's
 * own place is made where it is needed and not given.
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
  return resolve ? byResolver(resolve, field, passInfo) : byName(field);
}

function byResolver(
  resolve: GraphQLFieldResolver<unknown, unknown>,
  field: Resolved,
  passInfo: boolean,
): Resolve {
  const argumentsIn = compileArguments(field.definition, field.nodes[0]);
  if (!passInfo)
    return (state, source) =>
      resolve(
        source,
        argumentsIn(state.operation.variableValues),
        state.context,
        noInfo as GraphQLResolveInfo,
      );
  return (state, source, parent, path = addPath(field, parent)) =>
    resolve(
      source,
      argumentsIn(state.operation.variableValues),
      state.context,
      buildResolveInfo(field, state, path),
    );
}

/** The property of that name, as graphql-js does it: where it is a method, what that gives. */
function byName(field: Resolved): Resolve {
  const { name } = field.definition;
  const argumentsIn = compileArguments(field.definition, field.nodes[0]);
  return (state, source, parent, path) => {
    if (typeof source !== 'object' || source === null) return undefined;
    const value = (source as Readonly<Record<string, unknown>>)[name];
    if (typeof value !== 'function') return value;
    const info = buildResolveInfo(field, state, path ?? addPath(field, parent));
    return value.call(source, argumentsIn(state.operation.variableValues), state.context, info);
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
