/** A group of fields of which at least one has a value; null if none has, so that absence has one form. */
export function facet<Fields extends object>(fields: Fields): Fields | null {
  for (const value of Object.values(fields)) if (value !== null) return fields;
  return null;
}
