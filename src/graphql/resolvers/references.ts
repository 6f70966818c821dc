import type { PromiseOrValue } from '../../async/promise-or-value.ts';
import { type Call, idOfCall } from '../../domain/call.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { badUserInput } from '../../domain/errors.ts';
import type { NodeType } from '../../domain/node-id.ts';
import type { RequestContext } from '../context.ts';
import { checkNodeId, checkSid, sourceOfDatabaseId } from './arguments.ts';
import type { FoundNode } from './models.ts';

/** What another subgraph knows of an entity: each key it gave, under the name that the key has here. */
export interface Reference {
  readonly type: NodeType;
  readonly keys: ReadonlyMap<KeyName, string>;
}

type KeyName = 'id' | 'databaseId' | 'sid';

/** The surest first: an id or an integer names one call by itself, and a sid may have to be searched for. */
const keyNames: Readonly<Record<NodeType, readonly KeyName[]>> = {
  Call: ['id', 'databaseId', 'sid'],
  VoiceAgent: ['id'],
};

/** Reads what a router sent, and refuses before anything is asked upstream what can be no reference. */
export function readReference(representation: unknown, sources: readonly ConnectedSource[]): Reference {
  const fields = new Map(isObject(representation) ? Object.entries(representation) : []);
  const type = readType(fields.get('__typename'));
  const names = keyNames[type].filter(name => fields.has(name));
  if (names.length === 0)
    throw badUserInput(`A reference to a ${type} has a key: ${canonicalKey(keyNames[type])}.`);
  const keys = new Map<KeyName, string>();
  for (const name of names) {
    const value = fields.get(name);
    // Because a call of Butter has no integer, and a router passes on that it is null.
    if (value !== null) keys.set(name, readKey(type, name, value, sources));
  }
  return { type, keys };
}

/** The key to look it up by; null when all of them are null, which names nothing. */
export function surestKey({ type, keys }: Reference): readonly [KeyName, string] | null {
  const name = keyNames[type].find(known => keys.has(known));
  return name ? [name, keys.get(name) ?? ''] : null;
}

/** Null for what is not there, and for keys of which no one call has all. */
export async function loadReference(representation: unknown, context: RequestContext): Promise<FoundNode> {
  const reference = readReference(representation, context.sources);
  const [name, key] = surestKey(reference) ?? [];
  if (!name || key === undefined) return null;
  if (reference.type === 'VoiceAgent') return context.loaders.agent(key);
  const call = await callBy[name](key, context);
  return call && [...reference.keys].every(([other, value]) => keyOf(call, other) === value) ? call : null;
}

const keyOf = (call: Call, name: KeyName): string | null => (name === 'id' ? idOfCall(call) : call[name]);

const callBy: Readonly<
  Record<KeyName, (key: string, context: RequestContext) => PromiseOrValue<Call | null>>
> = {
  id: (id, { loaders }) => loaders.call(id),
  databaseId: (databaseId, { loaders, sources }) =>
    loaders.callByDatabaseId(sourceOfDatabaseId(databaseId, null, sources), databaseId),
  sid: (sid, { loaders }) => loaders.callBySid(sid),
};

function readType(name: unknown): NodeType {
  if (name === 'Call' || name === 'VoiceAgent') return name;
  throw badUserInput('A reference is an object whose `__typename` is Call or VoiceAgent.');
}

function readKey(type: NodeType, name: KeyName, value: unknown, sources: readonly ConnectedSource[]): string {
  // Because an integer is as good for an ID as its digits.
  const key = name === 'databaseId' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof key !== 'string') throw badUserInput(`\`${name}\` of a reference is a string.`);
  if (name === 'id') checkNodeId(name, key, sources, type);
  if (name === 'databaseId') sourceOfDatabaseId(key, null, sources);
  if (name === 'sid') checkSid(key);
  return key;
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const canonicalKey = (names: readonly string[]): string => names.map(name => `\`${name}\``).join(', ');
