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
import { type CollectContext, collectFields } from './collect-fields.ts';
import { planSelection, type SelectionPlan } from './selection-plan.ts';

/** How an operation runs. */
export interface OperationPlan {
  readonly selection: SelectionPlan;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
}

/** Null where no plan is made: for introspection, and all that is no query. */
export type Planner = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: CollectContext['variables'],
) => OperationPlan | null;

/** Of one operation. Each @skip or @include by a variable may double them; those beyond are made anew each time. */
const maxPlans = 16;

/** Makes each plan once, and keeps it for as long as someone keeps its document. */
export function createPlanner(schema: GraphQLSchema, passInfo: boolean): Planner {
  const plansOf = new WeakMap<OperationDefinitionNode, ReturnType<typeof createPlans>>();
  const make = resolvesAbstractTypes(schema) ? createPlanBuilder(schema, passInfo) : () => null;
  return (document, operation, variables) => {
    const plans = plansOf.get(operation) ?? createPlans(document, operation, make);
    plansOf.set(operation, plans);
    return plans(variables);
  };
}

function createPlans(document: DocumentNode, operation: OperationDefinitionNode, make: Planner) {
  const { conditionVariables } = analyzeDocument(document);
  const plans = new Map<string, OperationPlan | null>();
  return (variables: CollectContext['variables']): OperationPlan | null => {
    const key = keyOf(conditionVariables, variables);
    const known = plans.get(key);
    if (known !== undefined) return known;
    const plan = make(document, operation, variables);
    if (plans.size < maxPlans) plans.set(key, plan);
    return plan;
  };
}

/** JSON, so that no two sets of values share a plan; a variable that is absent is told apart from one that is null. */
const keyOf = (conditions: readonly string[], variables: CollectContext['variables']): string =>
  conditions.length === 0
    ? ''
    : JSON.stringify(conditions.map(name => (Object.hasOwn(variables, name) ? [variables[name]] : [])));

const createPlanBuilder =
  (schema: GraphQLSchema, passInfo: boolean): Planner =>
  (document, { operation, selectionSet }, variables) => {
    const type = schema.getQueryType();
    if (!type || operation !== OperationTypeNode.QUERY) return null;
    const fragments = fragmentsIn(document);
    const reading = { schema, variables, fragments, passInfo };
    const selected = [...collectFields(reading, type, [selectionSet]).values()];
    if (selected.some(([field]) => isIntrospection(field?.name.value))) return null;
    return { selection: planSelection(reading, type, [selectionSet]), fragments };
  };

const isIntrospection = (name: string | undefined): boolean => name === '__schema' || name === '__type';

function fragmentsIn(document: DocumentNode): OperationPlan['fragments'] {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  return fragments;
}

/** Whether every abstract type says itself what a value is. */
const resolvesAbstractTypes = (schema: GraphQLSchema): boolean =>
  Object.values(schema.getTypeMap()).every(
    type => !(isObjectType(type) && type.isTypeOf) && !(isAbstractType(type) && !type.resolveType),
  );
