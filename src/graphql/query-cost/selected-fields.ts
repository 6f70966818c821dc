import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  GraphQLError,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  type InlineFragmentNode,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { analyzeDocument } from '../../documents/analyze-document.ts';
import type { Requirement } from '../../domain/call-source.ts';
import { type ArgumentsReader, compileArguments } from '../../executor/argument-values.ts';
import { requirements } from './field-costs.ts';

/** A field at the top of an operation, and what the selection below it needs of each call. */
export interface FieldSelection {
  readonly name: string;
  /** Its name in the answer. */
  readonly responseKey: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly requirements: ReadonlySet<Requirement>;
}

export interface ValidOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

type Type = GraphQLNamedType | undefined | null;
type Fragment = InlineFragmentNode | FragmentDefinitionNode | undefined;
type OwnedField = readonly [FieldNode, Type];

/** The fields at the top that will run, each once, however often and in whatever fragments it is written. */
export function fieldSelections(valid: ValidOperation): FieldSelection[] {
  const selected = new Map<string, FieldSelection>();
  for (const { name, responseKey, requirements, read } of selectedFields(valid)) {
    const args = attempt(() => read(valid.variables));
    if (args && !selected.has(responseKey))
      selected.set(responseKey, { name, responseKey, args, requirements });
  }
  return [...selected.values()];
}

interface SelectedField extends Omit<FieldSelection, 'args'> {
  readonly read: ArgumentsReader;
}

const selections = new WeakMap<OperationDefinitionNode, readonly SelectedField[]>();

/** Read once, where variables leave no field out. */
function selectedFields(valid: ValidOperation): readonly SelectedField[] {
  const known = selections.get(valid.operation);
  if (known) return known;
  const selected = selectFields(valid);
  if (!analyzeDocument(valid.document).hasDirectives) selections.set(valid.operation, selected);
  return selected;
}

function selectFields(valid: ValidOperation): SelectedField[] {
  const selected: SelectedField[] = [];
  const needsAt = new Map<string, ReturnType<typeof createNeeds>>();
  const fieldsOf = createFieldReader(valid);
  for (const [node, type] of fieldsOf(valid.operation.selectionSet, valid.schema.getQueryType(), new Set())) {
    const definition = definitionOf(type, node);
    if (!definition) continue;
    const at = node.alias?.value ?? node.name.value;
    const { wanted, addNeeds } = needsAt.get(at) ?? createNeeds(fieldsOf);
    needsAt.set(at, { wanted, addNeeds });
    addNeeds([node, type]);
    selected.push({
      name: node.name.value,
      responseKey: at,
      requirements: wanted,
      read: compileArguments(definition, node),
    });
  }
  return selected;
}

type FieldReader = (set: SelectionSetNode, type: Type, spread: Set<string>) => Iterable<OwnedField>;

/** Reads a selection's own fields with the type each belongs to; those of a fragment that is `spread` already, not again. */
function createFieldReader({ schema, document, variables }: ValidOperation): FieldReader {
  const { fragments } = analyzeDocument(document);

  function fragmentOf(selection: InlineFragmentNode | FragmentSpreadNode, spread: Set<string>): Fragment {
    if (selection.kind === Kind.INLINE_FRAGMENT) return selection;
    const name = selection.name.value;
    if (spread.has(name)) return undefined;
    spread.add(name);
    return fragments.get(name);
  }

  function* read(set: SelectionSetNode, type: Type, spread: Set<string>): Iterable<OwnedField> {
    for (const selection of set.selections) {
      if (isLeftOut(selection, variables)) continue;
      if (selection.kind === Kind.FIELD) yield [selection, type];
      else yield* readFragment(fragmentOf(selection, spread), type, spread);
    }
  }

  function* readFragment(fragment: Fragment, type: Type, spread: Set<string>): Iterable<OwnedField> {
    const condition = fragment?.typeCondition?.name.value;
    if (fragment) yield* read(fragment.selectionSet, condition ? schema.getType(condition) : type, spread);
  }

  return read;
}

/** Gathers what the selections below one field need, going through each fragment once, for it may lie in itself. */
function createNeeds(fieldsOf: FieldReader) {
  const wanted = new Set<Requirement>();
  const spreadAbove = new Set<string>();
  const spreadBelow = new Set<string>();

  function add([node, type]: OwnedField, belowCall: boolean): void {
    const inner = definitionOf(type, node);
    if (!node.selectionSet || !inner) return;
    const spread = belowCall ? spreadBelow : spreadAbove;
    for (const [field, owner] of fieldsOf(node.selectionSet, getNamedType(inner.type), spread)) {
      const need = owner && requirements[owner.name]?.[field.name.value];
      // Because an agent that was asked for by itself is whole, and one that a call names has to be loaded.
      if (need && (need !== 'agent' || belowCall)) wanted.add(need);
      add([field, owner], belowCall || owner?.name === 'Call');
    }
  }

  return { wanted, addNeeds: (field: OwnedField) => add(field, false) };
}

function definitionOf(type: Type, { name }: FieldNode): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name.value] : undefined;
}

const isLeftOut = (selection: SelectionNode, variables: ValidOperation['variables']): boolean =>
  attempt(() => getDirectiveValues(GraphQLSkipDirective, selection, variables))?.['if'] === true ||
  attempt(() => getDirectiveValues(GraphQLIncludeDirective, selection, variables))?.['if'] === false;

/** Undefined where execution will refuse the value: that field's own fault, and not a way around all the others. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
