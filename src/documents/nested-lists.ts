import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** A list within another, of which it is no part. */
export interface NestedLists {
  readonly outer: string;
  readonly inner: string;
}

/** A place in a query, by the lists around it. */
type Place = 'outside' | 'agents' | 'calls' | 'turns' | 'transcript' | 'call' | 'innermost';

/** Lists of a call, wherever it was found. */
const ofCall: readonly (readonly [string, Place])[] = [
  ['turns', 'turns'],
  ['transcript', 'transcript'],
  ['events', 'innermost'],
  ['recordings', 'innermost'],
];

/**
 * Lists that may stand at each place, with the place within them. As parts of the list around them, their items stand in the
 * answer once; so do the calls of each agent. Only the events of a turn at each of its entries, and the recordings of a call,
 * are repeated, up to the bound on items of a response.
 */
const places: Readonly<Record<Place, ReadonlyMap<string, Place>>> = {
  outside: new Map([['voiceAgents', 'agents'], ['calls', 'calls'], ['callStats', 'calls'], ...ofCall]),
  // The calls of an agent have that one agent, so that no calls of theirs are listed again.
  agents: new Map([['calls', 'calls'], ...ofCall]),
  calls: new Map(ofCall),
  turns: new Map([
    ['transcript', 'innermost'],
    ['events', 'innermost'],
    ['call', 'call'],
  ]),
  transcript: new Map([
    ['events', 'innermost'],
    ['call', 'call'],
  ]),
  call: new Map([['recordings', 'innermost']]),
  innermost: new Map(),
};

const isList = (name: string): boolean => places.outside.has(name);

interface Around {
  readonly place: Place;
  readonly outer: string;
}

/**
 * Finds a list that would repeat a conversation, or list calls for each of many calls, by the names of the fields alone, because
 * documents are not validated yet.
 */
export function findNestedLists(
  { selectionSet }: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): NestedLists | null {
  const entered = new Set<string>();

  function inSet({ selections }: SelectionSetNode, around: Around): NestedLists | null {
    for (const selection of selections) {
      const found = inSelection(selection, around);
      if (found) return found;
    }
    return null;
  }

  function inSelection(selection: SelectionNode, around: Around): NestedLists | null {
    if (selection.kind === Kind.FIELD) return inField(selection, around);
    if (selection.kind === Kind.INLINE_FRAGMENT) return inSet(selection.selectionSet, around);
    return inFragment(selection.name.value, around);
  }

  function inField({ name: { value: name }, selectionSet: inner }: FieldNode, around: Around) {
    const place = places[around.place].get(name);
    if (!place && isList(name)) return { outer: around.outer, inner: name };
    if (!inner) return null;
    return inSet(inner, { place: place ?? around.place, outer: isList(name) ? name : around.outer });
  }

  /** Enters a fragment once for each place, so that the time is linear in the length of the document. */
  function inFragment(name: string, around: Around): NestedLists | null {
    const fragment = fragments.get(name);
    const key = `${around.place} ${name}`;
    if (!fragment || entered.has(key)) return null;
    entered.add(key);
    return inSet(fragment.selectionSet, around);
  }

  return inSet(selectionSet, { place: 'outside', outer: '' });
}
