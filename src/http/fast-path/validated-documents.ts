import { type DocumentNode, getOperationAST } from 'graphql';
import type { RequestState } from '../../observability/request-state.ts';

/** The functions of Yoga with the hooks of all plugins around them. */
interface Enveloped {
  parse(text: string): DocumentNode;
  validate(schema: unknown, document: DocumentNode): readonly unknown[];
  readonly schema: unknown;
}

export interface ValidatedDocumentsOptions {
  readonly cache: { get(text: string): DocumentNode | undefined };
  enveloped(context: object): Enveloped;
}

/** Parses and validates a document for the named operation; null if any step rejects it. */
export type ReadDocument = (
  text: string,
  operationName: string | null,
  state: RequestState,
) => DocumentNode | null;

/** Passes each document through the parse and validate hooks of Yoga once, and caches the accepted ones. */
export function createValidatedDocuments({ cache, enveloped }: ValidatedDocumentsOptions): ReadDocument {
  const validated = new WeakMap<DocumentNode, Set<string | null>>();

  function read(text: string, operationName: string | null, state: RequestState): DocumentNode | null {
    const { parse, validate, schema } = enveloped({ params: { query: text, operationName }, state });
    const document = parse(text);
    if (!getOperationAST(document, operationName) || validate(schema, document).length > 0) return null;
    validated.set(document, (validated.get(document) ?? new Set()).add(operationName));
    return document;
  }

  return (text, operationName, state) => {
    const known = cache.get(text);
    if (known && validated.get(known)?.has(operationName)) return known;
    try {
      return read(text, operationName, state);
    } catch {
      return null;
    }
  };
}
