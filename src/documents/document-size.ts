import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** The size of an operation with its fragments expanded. */
export interface DocumentSize {
  /** The deepest nesting of fields. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Root fields. */
  readonly fields: number;
  readonly defers: number;
  /** Number of `@defer`s within a conversation list, each of which executes once per item. */
  readonly innerDefers: number;
}

/** Size of one definition without its fragment spreads, and the positions of these. */
export interface DefinitionSize {
  readonly own: DocumentSize;
  readonly spreads: readonly Spread[];
}

interface Spread {
  readonly name: string;
  readonly depth: number;
  readonly isInner: boolean;
}

/** Callbacks for the nodes of a definition, so that all facts of a document are gathered in one walk. */
export interface NodeVisitor {
  field(name: string, alias: string | undefined): void;
  directive(node: DirectiveNode): void;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const empty: DocumentSize = {
  depth: 0,
  aliases: 0,
  directives: 0,
  fields: 0,
  defers: 0,
  innerDefers: 0,
};

const conversationFields: ReadonlySet<string> = new Set(['transcript', 'turns']);

interface Walk {
  readonly own: Mutable<DocumentSize>;
  readonly spreads: Spread[];
  readonly visitor: NodeVisitor;
}

export function measureDefinition(
  { directives, selectionSet }: OperationDefinitionNode | FragmentDefinitionNode,
  visitor: NodeVisitor,
): DefinitionSize {
  const walk: Walk = { own: { ...empty }, spreads: [], visitor };
  countDirectives(walk, directives, false);
  walkSet(walk, selectionSet, 0, false);
  return { own: walk.own, spreads: walk.spreads };
}

/** Walks a selection set, which is inner if it is within a conversation list. */
function walkSet(walk: Walk, set: SelectionSetNode, depth: number, isInner: boolean): void {
  for (const selection of set.selections) {
    countDirectives(walk, selection.directives, isInner);
    if (selection.kind === Kind.FIELD) walkField(walk, selection, depth, isInner);
    else if (selection.kind === Kind.INLINE_FRAGMENT) walkSet(walk, selection.selectionSet, depth, isInner);
    else walk.spreads.push({ name: selection.name.value, depth, isInner });
  }
}

function walkField(
  walk: Walk,
  { name, alias, selectionSet }: FieldNode,
  depth: number,
  isInner: boolean,
): void {
  const { own, visitor } = walk;
  visitor.field(name.value, alias?.value);
  if (depth === 0) own.fields += 1;
  if (alias) own.aliases += 1;
  own.depth = Math.max(own.depth, depth + 1);
  if (selectionSet) walkSet(walk, selectionSet, depth + 1, isInner || conversationFields.has(name.value));
}

function countDirectives(
  { own, visitor }: Walk,
  directives: readonly DirectiveNode[] | undefined,
  isInner: boolean,
): void {
  for (const directive of directives ?? []) {
    visitor.directive(directive);
    own.directives += 1;
    if (directive.name.value !== 'defer') continue;
    own.defers += 1;
    if (isInner) own.innerDefers += 1;
  }
}

/** Expands each fragment once, so that the cost is linear in the length of the document. */
export function expandedSize(
  operation: DefinitionSize,
  fragments: ReadonlyMap<string, DefinitionSize>,
): DocumentSize {
  const known = new Map<string, DocumentSize>();

  function sizeOf(name: string): DocumentSize {
    const measured = known.get(name);
    if (measured) return measured;
    // A fragment that spreads itself counts as empty, because validation rejects it later.
    known.set(name, empty);
    const fragment = fragments.get(name);
    const size = fragment ? expand(fragment) : empty;
    known.set(name, size);
    return size;
  }

  function expand({ own, spreads }: DefinitionSize): DocumentSize {
    const size: Mutable<DocumentSize> = { ...own };
    for (const spread of spreads) add(size, spread, sizeOf(spread.name));
    return size;
  }

  return expand(operation);
}

function add(size: Mutable<DocumentSize>, at: Spread, fragment: DocumentSize): void {
  size.depth = Math.max(size.depth, at.depth + fragment.depth);
  size.aliases += fragment.aliases;
  size.directives += fragment.directives;
  if (at.depth === 0) size.fields += fragment.fields;
  size.defers += fragment.defers;
  size.innerDefers += at.isInner ? fragment.defers : fragment.innerDefers;
}
