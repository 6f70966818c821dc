import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** How large an operation is with its fragments written out. */
export interface DocumentSize {
  /** How many fields lie one within another. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields at the top. */
  readonly fields: number;
  /** How many lists of a conversation lie one within another: each multiplies what comes. */
  readonly conversations: number;
  readonly defers: number;
  /** Those within a list of a conversation, each of which would come as often as something was said. */
  readonly innerDefers: number;
}

const nothing: DocumentSize = {
  depth: 0,
  aliases: 0,
  directives: 0,
  fields: 0,
  conversations: 0,
  defers: 0,
  innerDefers: 0,
};

/** The fields that lead from a call to as many things as were said in it. */
const conversational: ReadonlySet<string> = new Set(['transcript', 'turns']);

/** Measures each fragment once, so that fragments in fragments cost no more than they are long. */
export function sizeOf(operation: OperationDefinitionNode, document: DocumentNode): DocumentSize {
  const fragments = fragmentsOf(document);
  const known = new Map<string, DocumentSize>();

  function ofFragment(name: string): DocumentSize {
    const measured = known.get(name);
    if (measured) return measured;
    // Because a fragment that leads back to itself is validation's to refuse, which comes later.
    known.set(name, nothing);
    const fragment = fragments.get(name);
    const size = fragment ? withDirectives(ofSet(fragment.selectionSet), fragment) : nothing;
    known.set(name, size);
    return size;
  }

  const ofSet = (set: SelectionSetNode): DocumentSize =>
    set.selections.map(ofSelection).reduce(plus, nothing);

  function ofSelection(selection: SelectionNode): DocumentSize {
    if (selection.kind === Kind.FRAGMENT_SPREAD)
      return withDirectives(ofFragment(selection.name.value), selection);
    const inside = selection.selectionSet ? ofSet(selection.selectionSet) : nothing;
    if (selection.kind === Kind.INLINE_FRAGMENT) return withDirectives(inside, selection);
    const own = { ...within(selection, inside), depth: inside.depth + 1, fields: 1 };
    return withDirectives(selection.alias ? { ...own, aliases: own.aliases + 1 } : own, selection);
  }

  return withDirectives(ofSet(operation.selectionSet), operation);
}

/** By their names; of two with one name the last, as in execution. */
export const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions
      .filter(definition => definition.kind === Kind.FRAGMENT_DEFINITION)
      .map(fragment => [fragment.name.value, fragment]),
  );

const within = ({ name }: FieldNode, inside: DocumentSize): DocumentSize =>
  conversational.has(name.value)
    ? { ...inside, conversations: inside.conversations + 1, innerDefers: inside.defers }
    : inside;

function withDirectives(
  size: DocumentSize,
  { directives = [] }: { readonly directives?: readonly DirectiveNode[] },
): DocumentSize {
  if (directives.length === 0) return size;
  const defers = directives.filter(({ name }) => name.value === 'defer').length;
  return { ...size, directives: size.directives + directives.length, defers: size.defers + defers };
}

const plus = (one: DocumentSize, other: DocumentSize): DocumentSize => ({
  depth: Math.max(one.depth, other.depth),
  aliases: one.aliases + other.aliases,
  directives: one.directives + other.directives,
  fields: one.fields + other.fields,
  conversations: Math.max(one.conversations, other.conversations),
  defers: one.defers + other.defers,
  innerDefers: one.innerDefers + other.innerDefers,
});
