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

export interface CollectContext {
  readonly schema: GraphQLSchema;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether resolvers receive `info`; if not, the executor builds one object less for each field. */
  readonly passInfo: boolean;
  /** Called with the number of fields of each planned selection set. */
  readonly countFields: (fields: number) => void;
}

/** Collects the fields of a type by response key, in the order of the document (spec 6.3.2). */
export function collectFields(
  context: CollectContext,
  type: GraphQLObjectType,
  sets: readonly SelectionSetNode[],
): ReadonlyMap<string, readonly FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  for (const set of sets) collectFrom(set);
  return fields;

  function collectFrom(set: SelectionSetNode): void {
    for (const selection of set.selections) if (shouldInclude(selection, context)) collect(selection);
  }

  function collect(selection: SelectionNode): void {
    if (selection.kind === Kind.FIELD) add(selection);
    else if (selection.kind === Kind.INLINE_FRAGMENT) enter(selection.typeCondition, selection.selectionSet);
    else spreadFragment(selection.name.value);
  }

  function spreadFragment(name: string): void {
    const fragment = context.fragments[name];
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
    if (!condition || holds(context.schema, condition.name.value, type)) collectFrom(set);
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
