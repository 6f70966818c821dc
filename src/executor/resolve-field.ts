import { type GraphQLFieldResolver, type GraphQLResolveInfo, TypeNameMetaFieldDef } from 'graphql';
import { readerOfArguments } from './argument-values.ts';
import type { Run } from './execute-fields.ts';
import { type Path, pathOf } from './path.ts';
import type { FieldPlan } from './selection-plan.ts';

/**
 * Gives the value of a field of what stands at a place, or a promise of it; throws what its resolver throws. The field's
 * own place is made where it is needed and not given.
 */
export type Resolve = (run: Run, source: unknown, parent: Path | undefined, path?: Path) => unknown;

type Resolved = Omit<FieldPlan, 'resolve' | 'complete'>;

export function resolverOf(field: Resolved, passInfo: boolean): Resolve {
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
  const argumentsIn = readerOfArguments(field.definition, field.nodes[0]);
  if (!passInfo)
    return (run, source) =>
      resolve(source, argumentsIn(run.operation.variableValues), run.context, noInfo as GraphQLResolveInfo);
  return (run, source, parent, path = pathOf(field, parent)) =>
    resolve(source, argumentsIn(run.operation.variableValues), run.context, infoOf(field, run, path));
}

/** The property of that name, as graphql-js does it: where it is a method, what that gives. */
function byName(field: Resolved): Resolve {
  const { name } = field.definition;
  const argumentsIn = readerOfArguments(field.definition, field.nodes[0]);
  return (run, source, parent, path) => {
    if (typeof source !== 'object' || source === null) return undefined;
    const value = (source as Readonly<Record<string, unknown>>)[name];
    if (typeof value !== 'function') return value;
    const info = infoOf(field, run, path ?? pathOf(field, parent));
    return value.call(source, argumentsIn(run.operation.variableValues), run.context, info);
  };
}

const noInfo: unknown = undefined;

export const infoOf = (
  { definition, nodes, parentType }: Pick<FieldPlan, 'definition' | 'nodes' | 'parentType'>,
  { operation }: Run,
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
