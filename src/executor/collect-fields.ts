import {
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  isAbstractType,
  Kind,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What selections are read by. */
export interface CollectContext {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether resolvers get `info`; the executor builds one object less for each field if not. */
  readonly passInfo: boolean;
}

/** The fields that are asked of a type, by their names in the answer, in its order, those of one name together. */
export function collectFields(
  reading: CollectContext,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  for (const set of sets) collectFrom(set);
  return fields;

  function collectFrom(set: SelectionSetNode): void {
    for (const selection of set.selections) if (shouldInclude(selection, reading)) collect(selection);
  }

  function collect(selection: SelectionNode): void {
    if (selection.kind === Kind.FIELD) add(selection);
    else if (selection.kind === Kind.INLINE_FRAGMENT) enter(selection.typeCondition, selection.selectionSet);
    else spreadFragment(selection.name.value);
  }

  function spreadFragment(name: string): void {
    const fragment = reading.fragments[name];
    if (!fragment || spread.has(name)) return;
    spread.add(name);
    enter(fragment.typeCondition, fragment.selectionSet);
  }

  function add(field: FieldNode): void {
    const key = field.alias?.value ?? field.name.value;
    const same = fields.get(key);
    if (same) same.push(field);
    else fields.set(key, [field]);
  }

  function enter(condition: NamedTypeNode | undefined, set: SelectionSetNode): void {
    if (!condition || holds(reading.schema, condition.name.value, type)) collectFrom(set);
  }
}

function holds(schema: GraphQLSchema, condition: string, type: GraphQLObjectType): boolean {
  const named = schema.getType(condition);
  return named === type || (isAbstractType(named) && schema.isSubType(named, type));
}

const shouldInclude = (selection: SelectionNode, { variables }: CollectContext): boolean =>
  !selection.directives?.length ||
  (getDirectiveValues(GraphQLSkipDirective, selection, variables)?.['if'] !== true &&
    getDirectiveValues(GraphQLIncludeDirective, selection, variables)?.['if'] !== false);
