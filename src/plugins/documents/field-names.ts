import { type DocumentNode, visit } from 'graphql';
import { createSlot } from '../../domain/slot.ts';

const known = createSlot<DocumentNode, ReadonlySet<string>>('field names');

/** The names of all fields that a document asks for anywhere, looked up once. */
export function fieldNamesIn(document: DocumentNode): ReadonlySet<string> {
  const names = known.of(document) ?? look(document);
  known.put(document, names);
  return names;
}

function look(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, { Field: ({ name }) => void names.add(name.value) });
  return names;
}
