import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Bounds in characters; a longer document is hardly worth caching, because programs do not send such. */
const sizes = {
  maxSize: 500_000,
  maxEntrySize: 16_000,
  sizeCalculation: (_: DocumentNode, text: string) => text.length,
};

/** Yoga's caches of parsed documents. Syntax errors are not cached, because such documents hardly recur. */
export const documentCaches = () => ({
  documentCache: new LRUCache<string, DocumentNode>(sizes),
  errorCache: { get: () => undefined, set: () => undefined },
});
