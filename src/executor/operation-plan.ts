import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  isAbstractType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { analyzeDocument } from '../documents/analyze-document.ts';
import type { CollectContext } from './collect-fields.ts';
import { createPlanCache, type PlanCache } from './plan-cache.ts';
import { planSelection, type SelectionPlan } from './selection-plan.ts';

/** Compiled execution plan of an operation. */
export interface OperationPlan {
  readonly selection: SelectionPlan;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** Returns the plan of an operation; null for mutations and subscriptions, which have none. */
export type Planner = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: CollectContext['variables'],
) => OperationPlan | null;

type PlanBuilder = (
  ...args: [...Parameters<Planner>, countFields: CollectContext['countFields']]
) => OperationPlan | null;

/**
 * Maximum number of cached plans per operation. Each variable in `@skip` or `@include` may double the number; further
 * plans are built on each execution.
 */
const maxPlans = 16;

/** Memory of all plans together. */
const maxBytes = 24_000_000;

export function createPlanner(
  schema: GraphQLSchema,
  passInfo: boolean,
  cache: PlanCache = createPlanCache(maxBytes),
): Planner {
  const build = resolvesAbstractTypes(schema) ? createPlanBuilder(schema, passInfo) : () => null;
  return (document, operation, variables) => {
    const { byConditions, countFields } = cache.get(document, operation);
    const key = keyOf(analyzeDocument(document).conditionVariables, variables);
    const known = byConditions.get(key);
    if (known !== undefined) return known;
    const isKept = byConditions.size < maxPlans;
    const plan = build(document, operation, variables, isKept ? countFields : () => {});
    if (isKept) byConditions.set(key, plan);
    return plan;
  };
}

/** JSON key, so that no two sets of values share a plan; an absent variable differs from a null one. */
const keyOf = (conditions: readonly string[], variables: CollectContext['variables']): string =>
  conditions.length === 0
    ? ''
    : JSON.stringify(conditions.map(name => (Object.hasOwn(variables, name) ? [variables[name]] : [])));

const createPlanBuilder =
  (schema: GraphQLSchema, passInfo: boolean): PlanBuilder =>
  (document, { operation, selectionSet }, variables, countFields) => {
    const type = schema.getQueryType();
    if (!type || operation !== OperationTypeNode.QUERY) return null;
    const fragments = fragmentsIn(document);
    const context = { schema, variables, fragments, passInfo, countFields };
    return { selection: planSelection(context, type, [selectionSet]), fragments };
  };

function fragmentsIn(document: DocumentNode): OperationPlan['fragments'] {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  return fragments;
}

/** Tells whether every abstract type has `resolveType`, because the executor does not call `isTypeOf`. */
const resolvesAbstractTypes = (schema: GraphQLSchema): boolean =>
  Object.values(schema.getTypeMap()).every(
    type => !(isObjectType(type) && type.isTypeOf) && !(isAbstractType(type) && !type.resolveType),
  );
