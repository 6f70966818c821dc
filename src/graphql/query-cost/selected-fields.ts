import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  GraphQLError,
  GraphQLIncludeDirective,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { analyzeDocument } from '../../documents/analyze-document.ts';
import type { Requirement } from '../../domain/call-source.ts';
import { compileArguments } from '../../executor/argument-values.ts';
import {
  type Collector,
  createCollector,
  definitionOf,
  type FieldReader,
  type OwnedField,
  type SelectedList,
  type Type,
} from './collect-requirements.ts';

/** Root field with the requirements of all calls and agents selected below it. */
export interface FieldSelection extends ListSelection {
  readonly name: string;
  /** Lists of calls of the agents below it, whose calls have requirements of their own. */
  readonly callLists: readonly ListSelection[];
}

export interface ListSelection {
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

type Fragment = InlineFragmentNode | FragmentDefinitionNode | undefined;

/**
 * Root fields that execute, once per response key. Omits fields with invalid arguments, whose errors come from
 * execution.
 */
export function fieldSelections(valid: ValidOperation): FieldSelection[] {
  const selected = new Map<string, FieldSelection>();
  const read = (list: SelectedList) => readList(list, valid.variables);
  for (const { name, callLists, ...field } of selectedFields(valid)) {
    const list = selected.has(field.responseKey) ? null : read(field);
    if (list)
      selected.set(list.responseKey, {
        ...list,
        name,
        callLists: callLists.flatMap(each => read(each) ?? []),
      });
  }
  return [...selected.values()];
}

function readList(
  { responseKey, requirements, read }: SelectedList,
  variables: ValidOperation['variables'],
): ListSelection | null {
  const args = tryRead(() => read(variables));
  return args ? { responseKey, args, requirements } : null;
}

interface SelectedField extends SelectedList {
  readonly name: string;
  readonly callLists: readonly SelectedList[];
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
  const collectors = new Map<string, Collector>();
  const fieldsOf = createFieldReader(valid);
  for (const [node, type] of fieldsOf(valid.operation.selectionSet, valid.schema.getQueryType(), new Set())) {
    const definition = definitionOf(type, node);
    if (!definition) continue;
    const responseKey = node.alias?.value ?? node.name.value;
    const collector = collectors.get(responseKey) ?? createCollector(fieldsOf);
    collectors.set(responseKey, collector);
    collector.addField([node, type]);
    const { requirements, callLists } = collector;
    const name = node.name.value;
    selected.push({ name, responseKey, requirements, callLists, read: compileArguments(definition, node) });
  }
  return selected;
}

export function createFieldReader({ schema, document, variables }: ValidOperation): FieldReader {
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

const isLeftOut = (selection: SelectionNode, variables: ValidOperation['variables']): boolean =>
  tryRead(() => getDirectiveValues(GraphQLSkipDirective, selection, variables))?.['if'] === true ||
  tryRead(() => getDirectiveValues(GraphQLIncludeDirective, selection, variables))?.['if'] === false;

/** Undefined if execution will reject the value, because one field's error must not exempt all others. */
export function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
