import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import { documentBytes } from '../../documents/document-bytes.ts';

/** Bounds in bytes; a document of the most tokens takes one megabyte. */
const sizes = { maxSize: 20_000_000, maxEntrySize: 1_200_000, sizeCalculation: documentBytes };

export interface DocumentCaches {
  readonly documentCache: LRUCache<string, DocumentNode>;
  readonly errorCache: { get(): undefined; set(): void };
}

/** Yoga's caches of parsed documents. Syntax errors are not cached, because such documents hardly recur. */
export const documentCaches = (): DocumentCaches => ({
  documentCache: new LRUCache(sizes),
  errorCache: { get: () => undefined, set: () => undefined },
});

/** Drops invalid documents, because Yoga keeps up to a hundred errors with each. */
export const useValidDocumentsOnly = ({ documentCache }: DocumentCaches): Plugin => ({
  onValidate:
    ({ params }) =>
    ({ valid }) => {
      if (!valid) documentCache.delete(params.documentAST.loc?.source.body ?? '');
    },
});
