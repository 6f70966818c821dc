import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** In characters of text; a longer document is hardly a program's own. */
const sizes = {
  maxSize: 500_000,
  maxEntrySize: 16_000,
  sizeCalculation: (_: DocumentNode, text: string) => text.length,
};

/** What Yoga keeps of documents; of those that cannot be parsed nothing, because nobody sends them twice in earnest. */
export const documentCaches = () => ({
  documentCache: new LRUCache<string, DocumentNode>(sizes),
  errorCache: { get: () => undefined, set: () => undefined },
});
