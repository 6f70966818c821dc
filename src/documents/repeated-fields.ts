import {
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** Maximum number of response names for one field with the same arguments in one selection set. */
export const maxNames = 5;

/** Nodes of one field with the same arguments in a selection set: the first node of each response name. */
export type RepeatedField = readonly FieldNode[];

/**
 * Finds the fields that a merged selection set holds under more than `maxNames` response names, whatever their
 * arguments. Type conditions are ignored, so that a field of two types counts as one.
 */
export function findRepeatedFields(
  { selectionSet }: OperationDefinitionNode,
  fragments: Fragments,
): RepeatedField[] {
  const hasAlias = createAliasFinder(fragments);
  const repeated: RepeatedField[] = [];
  if (hasAlias(selectionSet)) walk([selectionSet]);
  return repeated;

  /** Skips sets without an alias, because fragments without one could multiply without end. */
  function walk(sets: readonly SelectionSetNode[]): void {
    const names = collectNames(sets, fragments);
    for (const nodes of groupByField([...names.values()].flatMap(nodes => nodes.slice(0, 1))))
      if (nodes.length > maxNames) repeated.push(nodes);
    for (const nodes of names.values()) {
      const inner = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (inner.some(hasAlias)) walk(inner);
    }
  }
}

/** Collects the fields of a merged selection set by response name, and enters each fragment once (spec 6.3.2). */
function collectNames(sets: readonly SelectionSetNode[], fragments: Fragments): Map<string, FieldNode[]> {
  const names = new Map<string, FieldNode[]>();
  const spread = new Set<string>();

  function collect(selection: SelectionNode): void {
    if (selection.kind === Kind.FIELD) add(selection);
    else if (selection.kind === Kind.INLINE_FRAGMENT) selection.selectionSet.selections.forEach(collect);
    else enter(selection.name.value);
  }

  function add(field: FieldNode): void {
    const name = (field.alias ?? field.name).value;
    const same = names.get(name);
    if (same) same.push(field);
    else names.set(name, [field]);
  }

  function enter(name: string): void {
    if (spread.has(name)) return;
    spread.add(name);
    fragments.get(name)?.selectionSet.selections.forEach(collect);
  }

  for (const { selections } of sets) selections.forEach(collect);
  return names;
}

function groupByField(nodes: readonly FieldNode[]): Iterable<FieldNode[]> {
  const fields = new Map<string, FieldNode[]>();
  for (const node of nodes) {
    const same = fields.get(node.name.value);
    if (same) same.push(node);
    else fields.set(node.name.value, [node]);
  }
  return fields.values();
}

/**
 * Tells whether a selection set holds an alias, its fragments included. A cycle of fragments, which validation rejects,
 * counts as none.
 */
function createAliasFinder(fragments: Fragments): (set: SelectionSetNode) => boolean {
  const found = new Map<SelectionSetNode, boolean>();
  const open = new Set<SelectionSetNode>();
  let hasCycle = false;

  function find(set: SelectionSetNode | undefined): boolean {
    if (!set) return false;
    const known = found.get(set);
    if (known !== undefined) return known;
    hasCycle ||= open.has(set);
    if (hasCycle) return false;
    open.add(set);
    // Without a shortcut, because each cycle is to be found.
    const has = set.selections.map(findIn).includes(true);
    open.delete(set);
    found.set(set, has);
    return has;
  }

  const findIn = (selection: SelectionNode): boolean =>
    selection.kind === Kind.FRAGMENT_SPREAD
      ? find(fragments.get(selection.name.value)?.selectionSet)
      : find(selection.selectionSet) || ('alias' in selection && selection.alias !== undefined);

  return set => find(set) && !hasCycle;
}
