/** Documents that are known from the start, and whether nothing else may run. */
export interface TrustedDocuments {
  /** Their texts by their ids. */
  readonly documents: ReadonlyMap<string, string>;
  readonly only: boolean;
}

/**
 * The texts of a manifest by their ids: Apollo's, or an object of texts by their ids as the Relay compiler and the
 * client preset of GraphQL Code Generator write it. Null where it is neither.
 */
export function readManifest(json: string): ReadonlyMap<string, string> | null {
  const manifest = parse(json);
  const entries = isObject(manifest) ? entriesOf(manifest) : [];
  const texts = entries.flatMap(([id, text]) =>
    typeof text === 'string' && text ? [[id, text] as const] : [],
  );
  return texts.length > 0 && texts.length === entries.length ? new Map(texts) : null;
}

type Json = Readonly<Record<string, unknown>>;

function entriesOf(manifest: Json): (readonly [string, unknown])[] {
  if (manifest['format'] !== 'apollo-persisted-query-manifest') return Object.entries(manifest);
  const { operations } = manifest;
  if (manifest['version'] !== 1 || !Array.isArray(operations)) return [];
  return operations.map(operation =>
    isObject(operation) ? [String(operation['id']), operation['body']] : ['', null],
  );
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
