import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  getNullableType,
  isLeafType,
  type SelectionSetNode,
  TypeNameMetaFieldDef,
} from 'graphql';
import { type CollectContext, collectFields } from './collect-fields.ts';
import { type Complete, compileCompleter } from './complete-value.ts';
import { compileResolver, type Resolve } from './resolve-field.ts';

/** A selection on one type, looked up in the schema once for as often as it runs. */
export interface SelectionPlan {
  readonly fields: readonly FieldPlan[];
  /** Whether its answer may be a plain object: not where a key is one that such objects treat apart. */
  readonly isPlain: boolean;
}

export interface FieldPlan {
  /** Its name in the answer. */
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Whether nothing is selected below it. */
  readonly isLeaf: boolean;
  readonly resolve: Resolve;
  readonly complete: Complete;
}

export function planSelection(
  reading: CollectContext,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): SelectionPlan {
  const fields: FieldPlan[] = [];
  for (const [key, nodes] of collectFields(reading, type, sets)) {
    const definition = definitionOf(type, nodes[0]?.name.value ?? '');
    // Validation has let nothing through that is not there; graphql-js leaves it out too.
    if (definition) fields.push(planField(reading, { key, nodes, parentType: type, definition }));
  }
  return { fields, isPlain: fields.every(({ key }) => key !== '__proto__') };
}

function definitionOf(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  return type.getFields()[name];
}

type FieldDetails = Pick<FieldPlan, 'key' | 'nodes' | 'parentType' | 'definition'>;

/** Name by name, so that all have one shape, because every field of every run looks these up. */
function planField(reading: CollectContext, { key, nodes, parentType, definition }: FieldDetails): FieldPlan {
  const isLeaf = isLeafType(getNullableType(definition.type));
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const plans = new Map<GraphQLObjectType, SelectionPlan>();
  const selectionOf = (type: GraphQLObjectType): SelectionPlan => {
    const known = plans.get(type);
    if (known) return known;
    const plan = planSelection(reading, type, sets);
    plans.set(type, plan);
    return plan;
  };
  const field = { key, nodes, parentType, definition, isLeaf, schema: reading.schema, selectionOf };
  const resolve = compileResolver(field, reading.passInfo);
  return {
    key,
    nodes,
    parentType,
    definition,
    isLeaf,
    resolve,
    complete: compileCompleter(definition.type, field),
  };
}
