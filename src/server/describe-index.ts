import type { Config } from '../config/index.ts';

/** A line for operators that says where the index is. */
export function describeIndex({ index }: Pick<Config, 'index'>): string {
  if (index === null) return 'Index: off, because INDEX is not on';
  return `Index: ${placeOf(index)}${index.numbersKey ? ', without phone numbers' : ''}`;
}

function placeOf(index: NonNullable<Config['index']>): string {
  if ('url' in index) return 'in the database of INDEX_URL';
  return index.path === null
    ? 'in a temporary file, which is removed at the end'
    : `in the file ${index.path}`;
}
