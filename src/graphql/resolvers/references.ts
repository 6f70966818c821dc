import type { PromiseOrValue } from '../../async/promise-or-value.ts';
import { type Call, idOfCall } from '../../domain/call.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { badUserInput } from '../../domain/errors.ts';
import type { NodeType } from '../../domain/node-id.ts';
import type { RequestContext } from '../context.ts';
import { checkNodeId, checkSid, sourceOfDatabaseId } from './arguments.ts';
import type { FoundNode } from './models.ts';

/** Entity representation of Apollo Federation, parsed: each key that another subgraph gives, by its name here. */
export interface Reference {
  readonly type: NodeType;
  readonly keys: ReadonlyMap<KeyName, string>;
}

type KeyName = 'id' | 'databaseId' | 'sid';

/** Keys by preference, because an id or an integer identifies one call, whereas a sid may need a search. */
const keyNames: Readonly<Record<NodeType, readonly KeyName[]>> = {
  Call: ['id', 'databaseId', 'sid'],
  VoiceAgent: ['id'],
};

/** Parses a representation; throws BAD_USER_INPUT before any upstream request. */
export function readReference(representation: unknown, sources: readonly ConnectedSource[]): Reference {
  const fields = new Map(isObject(representation) ? Object.entries(representation) : []);
  const type = readType(fields.get('__typename'));
  const names = keyNames[type].filter(name => fields.has(name));
  if (names.length === 0)
    throw badUserInput(`A reference to a ${type} has a key: ${canonicalKey(keyNames[type])}.`);
  const keys = new Map<KeyName, string>();
  for (const name of names) {
    const value = fields.get(name);
    // A null key is skipped, because a router passes on the null `databaseId` of a Butter call.
    if (value !== null) keys.set(name, readKey(type, name, value, sources));
  }
  return { type, keys };
}

/** Key for the look-up; null if every key is null. */
export function surestKey({ type, keys }: Reference): readonly [KeyName, string] | null {
  const name = keyNames[type].find(known => keys.has(known));
  return name ? [name, keys.get(name) ?? ''] : null;
}

/** Resolves a representation; null if nothing is found, or the keys belong to different calls. */
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
  // An ID may be an integer as well as its digits.
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
