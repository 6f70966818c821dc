import type { DocumentNode } from 'graphql';

/** Parsed documents by their text, for as long as they are in use and small enough to be a program's own. */
interface DocumentCache {
  get(text: string): DocumentNode | undefined;
  set(text: string, document: DocumentNode): void;
}

const longest = 16_000;

/** Holds up to so many characters, because a count of documents says nothing of the memory they take. */
function createDocumentCache(capacity: number): DocumentCache {
  const documents = new Map<string, DocumentNode>();
  let size = 0;

  function forget(text: string): void {
    if (documents.delete(text)) size -= text.length;
  }

  return {
    get(text) {
      const document = documents.get(text);
      if (!document) return undefined;
      documents.delete(text);
      documents.set(text, document);
      return document;
    },
    set(text, document) {
      if (text.length > longest) return;
      forget(text);
      documents.set(text, document);
      size += text.length;
      for (const oldest of documents.keys()) {
        if (size <= capacity) break;
        forget(oldest);
      }
    },
  };
}

/** What Yoga keeps of documents; of those that cannot be parsed nothing, because nobody sends them twice in earnest. */
export const documentCaches = () => ({
  documentCache: createDocumentCache(500_000),
  errorCache: { get: () => undefined, set: () => undefined },
});
