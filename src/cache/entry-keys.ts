import { escapePart, keyIn } from '../domain/key.ts';

/** Kinds of cache entries, distinct from the second part of lock, failure, epoch and channel keys. */
export type EntryKind = 'call' | 'row' | 'sid' | 'transcript' | 'recordings' | 'agent' | 'agents' | 'list';

/** The kinds of entries that belong to one version of a call, except its list row. */
export const detailKinds = ['call', 'transcript', 'recordings'] as const satisfies readonly EntryKind[];

/** The kinds of entries that are stored under the native key of a call. */
export const callKinds = [...detailKinds, 'row'] as const satisfies readonly EntryKind[];

export const entryKey = (keyspace: string, kind: EntryKind, key: string): string =>
  `${keyspace}:${kind}:${escapePart(key)}`;

export const keysOfCall = (keyspace: string, key: string): string[] =>
  callKinds.map(kind => entryKey(keyspace, kind, key));

/** The key of a lock within one epoch, so that no process waits for a fetch from before a purge. */
export const lockKey = (keyspace: string, epoch: string | null, key: string): string =>
  keyIn(keyspace, 'lock', epoch ?? '', key);

/** The key of the failure with which the last holder of that lock released it. */
export const failureKey = (keyspace: string, epoch: string | null, key: string): string =>
  keyIn(keyspace, 'failure', epoch ?? '', key);

export const epochKey = (keyspace: string): string => keyIn(keyspace, 'epoch');

export const busChannel = (keyspace: string): string => keyIn(keyspace, 'bus');
