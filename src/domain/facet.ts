/** A group of fields of which at least one has a value; null if none has, so that absence has one form. */
export function facet<Fields extends object>(fields: Fields): Fields | null {
  for (const name in fields) if (fields[name] !== null) return fields;
  return null;
}
