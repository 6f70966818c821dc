import {
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNullableType,
  isLeafType,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { objectBytes } from './answer-size.ts';
import { type CollectContext, collectFields } from './collect-fields.ts';
import { type Complete, compileCompleter } from './complete-value.ts';
import { compileResolver, type Resolve } from './resolve-field.ts';

/** Plan of a selection set on one object type, which saves look-ups in the schema. */
export interface SelectionPlan {
  readonly fields: readonly FieldPlan[];
  /** Whether the result may be a plain object, because no response key is `__proto__`. */
  readonly isPlain: boolean;
  /** Bytes of its JSON without values. */
  readonly bytes: number;
}

export interface FieldPlan {
  /** Response key. */
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Whether the type is a scalar or an enum, and no list. */
  readonly isLeaf: boolean;
  readonly resolve: Resolve;
  readonly complete: Complete;
}

export function planSelection(
  context: CollectContext,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): SelectionPlan {
  const fields: FieldPlan[] = [];
  for (const [key, nodes] of collectFields(context, type, sets)) {
    const definition = definitionOf(context.schema, type, nodes[0]?.name.value ?? '');
    // Validation rejects unknown fields; graphql-js skips them too.
    if (definition) fields.push(planField(context, { key, nodes, parentType: type, definition }));
  }
  context.countFields(fields.length);
  const keys = fields.map(({ key }) => key);
  return { fields, isPlain: !keys.includes('__proto__'), bytes: objectBytes(keys) };
}

function definitionOf(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  const introspection = type === schema.getQueryType() ? introspectionFields.get(name) : undefined;
  return introspection ?? type.getFields()[name];
}

const introspectionFields = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef].map(definition => [definition.name, definition]),
);

type FieldDetails = Pick<FieldPlan, 'key' | 'nodes' | 'parentType' | 'definition'>;

/** Explicit fields instead of a spread, so that all plans share one hidden class (@v8 1). */
function planField(context: CollectContext, { key, nodes, parentType, definition }: FieldDetails): FieldPlan {
  const isLeaf = isLeafType(getNullableType(definition.type));
  const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
  const plans = new Map<GraphQLObjectType, SelectionPlan>();
  const selectionOf = (type: GraphQLObjectType): SelectionPlan => {
    const known = plans.get(type);
    if (known) return known;
    const plan = planSelection(context, type, sets);
    plans.set(type, plan);
    return plan;
  };
  const field = { key, nodes, parentType, definition, isLeaf, schema: context.schema, selectionOf };
  const resolve = compileResolver(field, context.passInfo);
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
