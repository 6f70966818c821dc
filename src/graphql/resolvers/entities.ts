import type { PromiseOrValue } from '../../async/promise-or-value.ts';
import { type Call, idOfCall } from '../../domain/call.ts';
import type { ConnectedSource } from '../../domain/call-source.ts';
import { decodeNodeId } from '../../domain/node-id.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { Loaders } from '../../loaders/index.ts';
import type { RequestContext } from '../context.ts';
import { ownersOfDatabaseId, sourceOfDatabaseId, sourceOfSid } from './arguments.ts';
import type { FoundNode } from './models.ts';
import { type KeyName, keyNames, type Reference, readReference } from './references.ts';

type Sources = readonly ConnectedSource[];

/** Key of a reference, with its source, by which the call or agent is looked up. */
export interface Lookup {
  readonly by: KeyName;
  readonly key: string;
  readonly source: SourceName;
}

/** The look-up by the surest key; null if every key is null, or this one cannot be of the named source. */
export function lookupOf({ type, source: named, keys }: Reference, sources: Sources): Lookup | null {
  const by = keyNames[type].find(name => keys.has(name));
  const key = by && keys.get(by);
  if (!by || key === undefined) return null;
  const source = sourceOf[by](key, named, sources);
  return source && (named === null || source === named) ? { by, key, source } : null;
}

const sourceOf: Readonly<
  Record<KeyName, (key: string, named: SourceName | null, sources: Sources) => SourceName | null>
> = {
  id: id => decodeNodeId(id)?.source ?? null,
  databaseId(databaseId, named, sources) {
    if (!named) return sourceOfDatabaseId(databaseId, null, sources);
    // Null where the argument `source` is refused, because a reference comes from data and not from a query.
    const owners = ownersOfDatabaseId(databaseId, sources);
    return owners.some(({ identity }) => identity.name === named) ? named : null;
  },
  sid: sourceOfSid,
};

/** Resolves a representation; null if nothing is found, or the keys belong to different calls. */
export async function loadReference(representation: unknown, context: RequestContext): Promise<FoundNode> {
  const { loaders, sources } = context;
  const reference = readReference(representation, sources);
  const lookup = lookupOf(reference, sources);
  if (!lookup) return null;
  if (reference.type === 'VoiceAgent') return loaders.agent(lookup.key);
  const call = await callBy[lookup.by](lookup, loaders);
  return call && [...reference.keys].every(([name, value]) => keyOf(call, name) === value) ? call : null;
}

const keyOf = (call: Call, name: KeyName): string | null => (name === 'id' ? idOfCall(call) : call[name]);

const callBy: Readonly<Record<KeyName, (lookup: Lookup, loaders: Loaders) => PromiseOrValue<Call | null>>> = {
  id: ({ key }, loaders) => loaders.call(key),
  databaseId: ({ source, key }, loaders) => loaders.callByDatabaseId(source, key),
  sid: ({ source, key }, loaders) => loaders.callBySid(source, key),
};
