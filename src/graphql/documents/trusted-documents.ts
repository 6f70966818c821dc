/** Trusted documents, and whether the gateway executes no others. */
export interface TrustedDocuments {
  /** Texts by id. */
  readonly documents: ReadonlyMap<string, string>;
  readonly only: boolean;
}

/**
 * Parses a manifest into texts by id; null for an unknown format. Formats are Apollo's, and the plain object of the
 * Relay compiler and of GraphQL Code Generator's client preset.
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
