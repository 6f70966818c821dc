import {
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { type DefinitionSize, type DocumentSize, expandedSize, measureDefinition } from './document-size.ts';

/** The facts of a document that need neither the schema nor variables. */
export interface DocumentAnalysis {
  /** The names of all fields that are selected anywhere. */
  readonly fieldNames: ReadonlySet<string>;
  readonly hasDirectives: boolean;
  /** The variables in arguments of directives, by which `@skip` and `@include` leave fields out. */
  readonly conditionVariables: readonly string[];
  /** Whether it has `@defer`, and no alias `then`, which Yoga's executor takes for a promise. */
  readonly isDeferrable: boolean;
  /** Fragments by name; of two with one name the last, as in execution. */
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  sizeOf(operation: OperationDefinitionNode): DocumentSize;
}

const analyses = new WeakMap<DocumentNode, DocumentAnalysis>();

/** Analyzes a document in one walk; the result is cached for as long as the document is. */
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
  };
}

/** Gathers names from the nodes of a document. */
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
    directive({ name, arguments: given = [] }: DirectiveNode) {
      directives.add(name.value);
      for (const { value } of given)
        if (value.kind === Kind.VARIABLE) conditionVariables.add(value.name.value);
    },
  };
}

/** Expands an operation when it is first asked for, because a document may hold many that share long fragments. */
function createSizes(
  operations: ReadonlyMap<OperationDefinitionNode, DefinitionSize>,
  fragments: ReadonlyMap<string, DefinitionSize>,
): DocumentAnalysis['sizeOf'] {
  const sizes = new Map<OperationDefinitionNode, DocumentSize>();
  return operation => {
    const known = sizes.get(operation);
    if (known) return known;
    const definition = operations.get(operation);
    if (!definition) throw new Error('This operation is of another document.');
    const size = expandedSize(definition, fragments);
    sizes.set(operation, size);
    return size;
  };
}
