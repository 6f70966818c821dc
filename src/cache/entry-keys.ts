import { escapePart, keyIn } from '../domain/key.ts';

/** Kinds of cache entries; no key of another use begins like one of theirs. */
export type EntryKind = 'call' | 'row' | 'sid' | 'transcript' | 'recordings' | 'agent' | 'list';

/** The kinds of entries that belong to one version of a call, its list row apart. */
export const detailKinds = ['call', 'transcript', 'recordings'] as const satisfies readonly EntryKind[];

/** The kinds of entries that hold something of one call, under its key. */
export const callKinds = [...detailKinds, 'row'] as const satisfies readonly EntryKind[];

export const entryKey = (keyspace: string, kind: EntryKind, key: string): string =>
  `${keyspace}:${kind}:${escapePart(key)}`;

/** Every key under which something of one call may be cached. */
export const keysOfCall = (keyspace: string, key: string): string[] =>
  callKinds.map(kind => entryKey(keyspace, kind, key));

/** A lock binds only the fetches of one epoch, so that nobody waits for a fetch that a purge has overtaken. */
export const lockKey = (keyspace: string, epoch: string | null, key: string): string =>
  keyIn(keyspace, 'lock', epoch ?? '', key);

export const epochKey = (keyspace: string): string => keyIn(keyspace, 'epoch');

export const busChannel = (keyspace: string): string => keyIn(keyspace, 'bus');
