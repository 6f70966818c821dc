import { createHash } from 'node:crypto';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';
import { documentNotTrusted, persistedQueryNotFound, requestError } from '../../errors/request-errors.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** What else a client may name a document by: the GraphQL over HTTP specification, and Relay's servers. */
export const idNames = ['documentId', 'doc_id', 'id'];

/** What a request says of its document; the rest of it is kept as it is. */
type Params = Readonly<Record<string, unknown>>;

/**
 * Documents that clients name instead of sending. Ours, because Yoga's plugins remember a document before it is known to
 * be good, count documents and not their size, and answer with codes of their own.
 */
export interface PersistedDocuments {
  /** The request with the text of the document it names; an error where there is none, or it may not run. */
  resolve(params: Params): Params;
  /** Remembers the document of a request that came with its hash and proved good. */
  keep(params: Params): void;
}

/** In characters, with what an entry takes beside its text, so that many small ones are bounded too. */
const sizes = {
  maxSize: 4_000_000,
  maxEntrySize: 64_000,
  sizeCalculation: (text: string) => text.length + 500,
};

const none: TrustedDocuments = { documents: new Map(), only: false };

export function createPersistedDocuments(trusted: TrustedDocuments = none): PersistedDocuments {
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
      const named = hash ?? params['documentId'] ?? params['doc_id'] ?? params['id'];
      return typeof named === 'string' ? withQuery(params, find(named)) : params;
    },
    keep(params) {
      const hash = hashIn(params);
      if (hash !== null && typeof params['query'] === 'string') known.set(hash, params['query']);
    },
  };
}

/** Without the names of documents, which have done their work; mostly there are none. */
function withQuery(params: Params, query: string): Params {
  if (params['query'] === query && !idNames.some(name => name in params)) return params;
  const { documentId, id, doc_id, ...rest } = params;
  return { ...rest, query };
}

/** Remembers what has come as far as being executed: it is within the limits and fits the schema. */
export const usePersistedDocuments = ({ keep }: PersistedDocuments): Plugin => ({
  onExecute: ({ args }) => keep({ ...args.contextValue.params }),
});

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What Apollo's protocol names the document by. */
function hashIn({ extensions }: Params): string | null {
  const given = isObject(extensions) ? extensions['persistedQuery'] : null;
  if (given === undefined || given === null) return null;
  const { version, sha256Hash } = isObject(given) ? given : {};
  if (version !== 1 || typeof sha256Hash !== 'string' || !/^[\da-f]{64}$/.test(sha256Hash))
    throw requestError(
      '`persistedQuery` must hold `version` 1 and a `sha256Hash` of 64 hexadecimal digits.',
      400,
    );
  return sha256Hash;
}

const isObject = (value: unknown): value is Params => typeof value === 'object' && value !== null;
