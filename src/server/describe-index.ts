import type { Config } from '../config/index.ts';

/** A line for operators that says where the index is. */
export function describeIndex({ index }: Pick<Config, 'index'>): string {
  if (index === null) return 'Index: off, because INDEX is not on';
  if ('url' in index) return 'Index: in the database of INDEX_URL';
  if (index.path === null) return 'Index: in a temporary file, which is removed at the end';
  return `Index: in the file ${index.path}`;
}
