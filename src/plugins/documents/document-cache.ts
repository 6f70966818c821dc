import type { DocumentNode } from 'graphql';
import { createBoundedCache } from './bounded-cache.ts';

/** In characters of text; a longer document is hardly a program's own. */
const sizes = { capacity: 500_000, largest: 16_000, sizeOf: (text: string) => text.length };

/** What Yoga keeps of documents; of those that cannot be parsed nothing, because nobody sends them twice in earnest. */
export const documentCaches = () => ({
  documentCache: createBoundedCache<DocumentNode>(sizes),
  errorCache: { get: () => undefined, set: () => undefined },
});
