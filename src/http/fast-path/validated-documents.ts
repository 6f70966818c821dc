import { type DocumentNode, getOperationAST } from 'graphql';

/** The functions of Yoga around which its plugins stand. */
interface Enveloped {
  parse(text: string): DocumentNode;
  validate(schema: unknown, document: DocumentNode): readonly unknown[];
  readonly schema: unknown;
}

export interface ValidatedDocumentsOptions {
  /** Where they are kept, by their texts. */
  readonly cache: { get(text: string): DocumentNode | undefined };
  enveloped(context: object): Enveloped;
}

/** A document that may be executed for the operation named; null where something is wrong with it. */
export type ReadDocument = (text: string, operationName: string | null) => DocumentNode | null;

/** Has documents parsed, measured and validated by Yoga and all its plugins, the first time that each is seen. */
export function createValidatedDocuments({ cache, enveloped }: ValidatedDocumentsOptions): ReadDocument {
  const good = new WeakMap<DocumentNode, Set<string | null>>();

  function read(text: string, operationName: string | null): DocumentNode | null {
    const { parse, validate, schema } = enveloped({ params: { query: text, operationName } });
    const document = parse(text);
    if (!getOperationAST(document, operationName) || validate(schema, document).length > 0) return null;
    good.set(document, (good.get(document) ?? new Set()).add(operationName));
    return document;
  }

  return (text, operationName) => {
    const known = cache.get(text);
    if (known && good.get(known)?.has(operationName)) return known;
    try {
      return read(text, operationName);
    } catch {
      return null;
    }
  };
}
