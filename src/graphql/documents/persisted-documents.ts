import { createHash } from 'node:crypto';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import { documentNotTrusted, persistedQueryNotFound, requestError } from '../../errors/request-errors.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** Other parameters that name a document, by the GraphQL over HTTP specification and by Relay's servers. */
export const idNames = ['documentId', 'doc_id', 'id'];

/** Request parameters; unknown ones pass through unchanged. */
type Params = Readonly<Record<string, unknown>>;

/**
 * Persisted documents: clients send an id instead of the text. Hand-written, because Yoga's plugins store documents
 * before validation, bound their count and not their size, and use other error codes.
 */
export interface PersistedDocuments {
  /** Returns the request with the text of its document; throws if the document is unknown or not trusted. */
  resolve(params: Params): Params;
  /** Stores the document of a request that has a hash and is valid (automatic persisted queries). */
  keep(params: Params): void;
}

/** Bounds in bytes, two for a character. Each entry adds a constant, so that many small documents are bounded too. */
const sizes = {
  maxSize: 8_000_000,
  maxEntrySize: 128_000,
  sizeCalculation: (text: string) => 2 * text.length + 1_000,
};

const noDocuments: TrustedDocuments = { documents: new Map(), only: false };

export function createPersistedDocuments(trusted: TrustedDocuments = noDocuments): PersistedDocuments {
  const { documents, only } = trusted;
  const known = new LRUCache<string, string>(sizes);
  const texts = new Set(documents.values());

  function find(id: string): string {
    const bare = id.replace(/^sha256:/, '');
    const text = documents.get(id) ?? documents.get(bare) ?? (only ? undefined : known.get(bare));
    if (text === undefined) throw only ? documentNotTrusted() : persistedQueryNotFound();
    return text;
  }

  function check(text: string, hash: string | null): string {
    if (only && !texts.has(text)) throw documentNotTrusted();
    if (hash !== null && known.get(hash) !== text && hashOf(text) !== hash)
      throw requestError('`sha256Hash` is not the hash of `query`.', 400);
    return text;
  }

  return {
    resolve(params) {
      const { query } = params;
      const hash = hashIn(params);
      if (typeof query === 'string' && query !== '') return withQuery(params, check(query, hash));
      const id = hash ?? params['documentId'] ?? params['doc_id'] ?? params['id'];
      return typeof id === 'string' ? withQuery(params, find(id)) : params;
    },
    keep(params) {
      const hash = hashIn(params);
      if (hash !== null && typeof params['query'] === 'string') known.set(hash, params['query']);
    },
  };
}

/** Sets the query and drops the parameters that named the document; most requests have none. */
function withQuery(params: Params, query: string): Params {
  if (params['query'] === query && !hasDocumentId(params)) return params;
  const { documentId, id, doc_id, ...rest } = params;
  return { ...rest, query };
}

function hasDocumentId(params: Params): boolean {
  for (const name of idNames) if (name in params) return true;
  return false;
}

/** Stores documents on execution, because they are within the limits and valid by then. */
export const usePersistedDocuments = ({ keep }: PersistedDocuments): Plugin => ({
  onExecute: ({ args }) => keep({ ...args.contextValue.params }),
});

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Hash of an automatic persisted query (APQ); null if absent. Throws a 400 if malformed. */
function hashIn({ extensions }: Params): string | null {
  const extension = isObject(extensions) ? extensions['persistedQuery'] : null;
  if (extension === undefined || extension === null) return null;
  const { version, sha256Hash } = isObject(extension) ? extension : {};
  if (version !== 1 || typeof sha256Hash !== 'string' || !/^[\da-f]{64}$/.test(sha256Hash))
    throw requestError(
      '`persistedQuery` must hold `version` 1 and a `sha256Hash` of 64 hexadecimal digits.',
      400,
    );
  return sha256Hash;
}

const isObject = (value: unknown): value is Params => typeof value === 'object' && value !== null;
