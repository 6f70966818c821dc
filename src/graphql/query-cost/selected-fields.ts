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

/** Root field with the requirements of all calls and agents selected below it. */
export interface FieldSelection {
  readonly name: string;
  readonly responseKey: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly requirements: ReadonlySet<Requirement>;
}

export interface ValidOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Coerced variable values. */
  readonly variables: Readonly<Record<string, unknown>>;
}

type Type = GraphQLNamedType | undefined | null;
type Fragment = InlineFragmentNode | FragmentDefinitionNode | undefined;
type OwnedField = readonly [FieldNode, Type];

/**
 * Root fields that execute, once per response key. Omits fields with invalid arguments, whose errors come from
 * execution.
 */
export function fieldSelections(valid: ValidOperation): FieldSelection[] {
  const selected = new Map<string, FieldSelection>();
  for (const { name, responseKey, requirements, read } of selectedFields(valid)) {
    const args = tryRead(() => read(valid.variables));
    if (args && !selected.has(responseKey))
      selected.set(responseKey, { name, responseKey, args, requirements });
  }
  return [...selected.values()];
}

interface SelectedField extends Omit<FieldSelection, 'args'> {
  readonly read: ArgumentsReader;
}

const selections = new WeakMap<OperationDefinitionNode, readonly SelectedField[]>();

/** Collects root fields, and caches them per operation unless directives make them depend on variables. */
function selectedFields(valid: ValidOperation): readonly SelectedField[] {
  const known = selections.get(valid.operation);
  if (known) return known;
  const selected = selectFields(valid);
  if (!analyzeDocument(valid.document).hasDirectives) selections.set(valid.operation, selected);
  return selected;
}

function selectFields(valid: ValidOperation): SelectedField[] {
  const selected: SelectedField[] = [];
  const collectors = new Map<string, ReturnType<typeof createRequirementCollector>>();
  const fieldsOf = createFieldReader(valid);
  for (const [node, type] of fieldsOf(valid.operation.selectionSet, valid.schema.getQueryType(), new Set())) {
    const definition = definitionOf(type, node);
    if (!definition) continue;
    const responseKey = node.alias?.value ?? node.name.value;
    const { collected, addField } = collectors.get(responseKey) ?? createRequirementCollector(fieldsOf);
    collectors.set(responseKey, { collected, addField });
    addField([node, type]);
    selected.push({
      name: node.name.value,
      responseKey,
      requirements: collected,
      read: compileArguments(definition, node),
    });
  }
  return selected;
}

type FieldReader = (set: SelectionSetNode, type: Type, spread: Set<string>) => Iterable<OwnedField>;

/**
 * Iterates over the fields of a selection set with their parent types; skips fragments that are in `spread` already.
 */
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

/** Collects the requirements below a root field. It enters each fragment once, because fragments may form a cycle. */
function createRequirementCollector(fieldsOf: FieldReader) {
  const collected = new Set<Requirement>();
  const spreadAbove = new Set<string>();
  const spreadBelow = new Set<string>();

  function add([node, type]: OwnedField, belowCall: boolean): void {
    const inner = definitionOf(type, node);
    if (!node.selectionSet || !inner) return;
    const spread = belowCall ? spreadBelow : spreadAbove;
    for (const [field, owner] of fieldsOf(node.selectionSet, getNamedType(inner.type), spread)) {
      const requirement = owner && requirements[owner.name]?.[field.name.value];
      // An agent is a requirement only below a call, because a root agent is loaded whole.
      if (requirement && (requirement !== 'agent' || belowCall)) collected.add(requirement);
      add([field, owner], belowCall || owner?.name === 'Call');
    }
  }

  // An agent of a list may be no more than a reference, as that of a call.
  return { collected, addField: (field: OwnedField) => add(field, field[0].name.value === 'voiceAgents') };
}

function definitionOf(type: Type, { name }: FieldNode): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name.value] : undefined;
}

const isLeftOut = (selection: SelectionNode, variables: ValidOperation['variables']): boolean =>
  tryRead(() => getDirectiveValues(GraphQLSkipDirective, selection, variables))?.['if'] === true ||
  tryRead(() => getDirectiveValues(GraphQLIncludeDirective, selection, variables))?.['if'] === false;

/** Undefined if execution will reject the value, because one field's error must not exempt all others. */
function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
