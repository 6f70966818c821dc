import { type Call, nativeKeyOf } from '../domain/call.ts';
import type { ConnectedSource, SourceIdentity } from '../domain/call-source.ts';
import { isTextKey } from '../domain/native-key.ts';
import { decodeNodeId } from '../domain/node-id.ts';
import type { SourceName } from '../domain/source-name.ts';

/** A call by its source and native key. */
export interface CallKey {
  readonly source: SourceName;
  readonly key: string;
}

export interface CallNameOptions {
  readonly sources: readonly ConnectedSource[];
  /** Keys of the calls in the index that have a text as their key or sid. */
  keysNamed(source: SourceName, text: string): Promise<readonly string[]>;
  /** Asks a source for the call of a sid. */
  findBySid(source: ConnectedSource, sid: string): Promise<Call | null>;
}

/** Resolves names of calls for operators: GraphQL ids, sids and integers. */
export interface CallNames {
  /** The calls of a name in the index; else the call that the form of the name gives. Null if the text is no name of a call. */
  resolve(name: string): Promise<readonly CallKey[] | null>;
  /** Does the same, and asks the source of a sid if only that can tell its key. */
  resolveBySource(name: string): Promise<readonly CallKey[] | null>;
}

export function createCallNames({ sources, keysNamed, findBySid }: CallNameOptions): CallNames {
  const copied = sources.filter(({ copyAccess, keyspace }) => copyAccess !== null && keyspace !== null);

  async function stored(name: string): Promise<CallKey[]> {
    const keys = await Promise.all(copied.map(({ identity }) => keysNamed(identity.name, name)));
    return copied.flatMap(({ identity: { name: source } }, at) =>
      (keys[at] ?? []).map(key => ({ source, key })),
    );
  }

  async function resolve(name: string): Promise<readonly CallKey[] | null> {
    const node = decodeNodeId(name);
    if (node) {
      const owner = copied.find(({ identity }) => identity.name === node.source);
      const isCall = node.type === 'Call' && owner?.identity.isCallKey(node.key);
      return isCall ? [{ source: node.source, key: node.key }] : null;
    }
    if (!isTextKey(name)) return null;
    const found = await stored(name);
    return found.length > 0 ? found : copied.flatMap(({ identity }) => keyByForm(identity, name));
  }

  async function bySid(sid: string): Promise<readonly CallKey[]> {
    const owner = copied.find(({ identity }) => identity.ownsUnclaimedSids);
    const call = owner ? await findBySid(owner, sid) : null;
    return call ? [{ source: call.source, key: nativeKeyOf(call) }] : [];
  }

  return {
    resolve,
    async resolveBySource(name) {
      const calls = await resolve(name);
      return calls?.length === 0 ? bySid(name) : calls;
    },
  };
}

function keyByForm(identity: SourceIdentity, name: string): CallKey[] {
  const { name: source, ownsDatabaseId, ownsSid, keyOfSid } = identity;
  const key = ownsDatabaseId(name) ? name : ownsSid(name) ? keyOfSid(name) : null;
  return key === null ? [] : [{ source, key }];
}
