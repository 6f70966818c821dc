import type { ConnectedSource } from '../../domain/call-source.ts';
import { badUserInput } from '../../domain/errors.ts';
import type { NodeType } from '../../domain/node-id.ts';
import type { SourceName } from '../../domain/source-name.ts';
import { checkNodeId, checkSid, namesOf, ownersOfDatabaseId } from './arguments.ts';

type Sources = readonly ConnectedSource[];

/** Entity representation of Apollo Federation, parsed. */
export interface Reference {
  readonly type: NodeType;
  /** Null if the other subgraph names none. */
  readonly source: SourceName | null;
  /** Each key that the other subgraph gives, by its name here. */
  readonly keys: ReadonlyMap<KeyName, string>;
}

export type KeyName = 'id' | 'databaseId' | 'sid';

/** Keys by preference, because an id or an integer identifies one call, whereas a sid may need a search. */
export const keyNames: Readonly<Record<NodeType, readonly KeyName[]>> = {
  Call: ['id', 'databaseId', 'sid'],
  VoiceAgent: ['id'],
};

/** Parses a representation; throws BAD_USER_INPUT before any upstream request. */
export function readReference(representation: unknown, sources: Sources): Reference {
  const fields = new Map(isObject(representation) ? Object.entries(representation) : []);
  const type = readType(fields.get('__typename'));
  const names = keyNames[type].filter(name => fields.has(name));
  if (names.length === 0)
    throw badUserInput(`A reference to a ${type} has a key: ${canonicalKey(keyNames[type])}.`);
  const source = type === 'Call' ? readSource(fields.get('source'), sources) : null;
  const keys = new Map<KeyName, string>();
  for (const name of names) {
    const value = fields.get(name);
    // A null key is skipped, because a router passes on the null `databaseId` of a Butter call.
    if (value !== null) keys.set(name, readKey(type, name, value, sources));
  }
  return { type, source, keys };
}

function readType(name: unknown): NodeType {
  if (name === 'Call' || name === 'VoiceAgent') return name;
  throw badUserInput('A reference is an object whose `__typename` is Call or VoiceAgent.');
}

function readSource(value: unknown, sources: Sources): SourceName | null {
  if (value === undefined || value === null) return null;
  const source = sources.find(({ identity }) => identity.name === value);
  if (source) return source.identity.name;
  throw badUserInput(`\`source\` of a reference is ${namesOf(sources)}.`);
}

function readKey(type: NodeType, name: KeyName, value: unknown, sources: Sources): string {
  // An ID may be an integer as well as its digits.
  const key = name === 'databaseId' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof key !== 'string') throw badUserInput(`\`${name}\` of a reference is a string.`);
  if (name === 'id') checkNodeId(name, key, sources, type);
  if (name === 'databaseId') ownersOfDatabaseId(key, sources);
  if (name === 'sid') checkSid(key);
  return key;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const canonicalKey = (names: readonly string[]): string => names.map(name => `\`${name}\``).join(', ');
