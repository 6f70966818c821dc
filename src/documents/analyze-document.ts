import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { type DefinitionSize, type DocumentSize, expandedSize, measureDefinition } from './document-size.ts';
import { findNestedLists, type NestedLists } from './nested-lists.ts';
import { findRepeatedFields, type RepeatedField } from './repeated-fields.ts';

/** Static analysis of a document, without schema and variables. */
export interface DocumentAnalysis {
  /** Names of all selected fields. */
  readonly fieldNames: ReadonlySet<string>;
  readonly hasDirectives: boolean;
  /** Variables in arguments of directives, which decide over `@skip` and `@include`. */
  readonly conditionVariables: readonly string[];
  /** Whether the document has `@defer`, and no alias `then`, which Yoga's executor takes for a promise. */
  readonly isDeferrable: boolean;
  /** Fragments by name; of duplicates the last, as in execution. */
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  sizeOf(operation: OperationDefinitionNode): DocumentSize;
  /** The operation must be within the limit of depth, because each level takes a frame of the stack. */
  nestedListsOf(operation: OperationDefinitionNode): NestedLists | null;
  /** The operation must be within the limit of aliases, because each alias takes a step. */
  repeatedFieldsOf(operation: OperationDefinitionNode): readonly RepeatedField[];
}

const analyses = new WeakMap<DocumentNode, DocumentAnalysis>();

/** Analyzes a document in one walk; the result is cached as long as the document exists. */
export function analyzeDocument(document: DocumentNode): DocumentAnalysis {
  const known = analyses.get(document);
  if (known) return known;
  const analysis = analyze(document);
  analyses.set(document, analysis);
  return analysis;
}

function analyze(document: DocumentNode): DocumentAnalysis {
  const facts = createFacts();
  const operations = new Map<OperationDefinitionNode, DefinitionSize>();
  const fragments = new Map<string, FragmentDefinitionNode>();
  const fragmentSizes = new Map<string, DefinitionSize>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION)
      operations.set(definition, measureDefinition(definition, facts));
    if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    fragments.set(definition.name.value, definition);
    fragmentSizes.set(definition.name.value, measureDefinition(definition, facts));
  }
  const { fieldNames, directives, conditionVariables, aliases } = facts;
  return {
    fieldNames,
    fragments,
    hasDirectives: directives.size > 0,
    conditionVariables: [...conditionVariables],
    isDeferrable: directives.has('defer') && !aliases.has('then'),
    sizeOf: createSizes(operations, fragmentSizes),
    nestedListsOf: oncePerOperation(operation => findNestedLists(operation, fragments)),
    repeatedFieldsOf: oncePerOperation(operation => findRepeatedFields(operation, fragments)),
  };
}

function createFacts() {
  const fieldNames = new Set<string>();
  const aliases = new Set<string>();
  const directives = new Set<string>();
  const conditionVariables = new Set<string>();
  return {
    fieldNames,
    aliases,
    directives,
    conditionVariables,
    field(name: string, alias: string | undefined) {
      fieldNames.add(name);
      if (alias !== undefined) aliases.add(alias);
    },
    directive({ name, arguments: args = [] }: DirectiveNode) {
      directives.add(name.value);
      for (const { value } of args)
        if (value.kind === Kind.VARIABLE) conditionVariables.add(value.name.value);
    },
  };
}

/** Expands an operation on demand, because a document may hold many operations with long shared fragments. */
const createSizes = (
  operations: ReadonlyMap<OperationDefinitionNode, DefinitionSize>,
  fragments: ReadonlyMap<string, DefinitionSize>,
): DocumentAnalysis['sizeOf'] =>
  oncePerOperation(operation => {
    const definition = operations.get(operation);
    if (!definition) throw new Error('This operation is of another document.');
    return expandedSize(definition, fragments);
  });

function oncePerOperation<T>(analyzeOperation: (operation: OperationDefinitionNode) => T) {
  const known = new Map<OperationDefinitionNode, T>();
  return (operation: OperationDefinitionNode): T => {
    const found = known.get(operation) ?? analyzeOperation(operation);
    known.set(operation, found);
    return found;
  };
}
