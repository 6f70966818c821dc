import type { ConnectedSource, SourceIdentity } from '../../domain/call-source.ts';
import { badUserInput } from '../../domain/errors.ts';
import { isTextKey } from '../../domain/native-key.ts';
import { decodeNodeId, type NodeType } from '../../domain/node-id.ts';
import type { SourceName } from '../../domain/source-name.ts';

type Sources = readonly ConnectedSource[];

/** Validates a node id before any upstream request; throws BAD_USER_INPUT. */
export function checkNodeId(argument: string, id: string, sources: Sources, expected?: NodeType): NodeType {
  const node = decodeNodeId(id);
  const owner = node && sources.find(({ identity }) => identity.name === node.source)?.identity;
  if (!node || !owner || !isKey(owner, node.type, node.key))
    throw badUserInput(`\`${argument}\` takes an id as this graph gave it, unchanged.`);
  if (expected && node.type !== expected)
    throw badUserInput(`\`${argument}\` takes the id of a ${expected}; this is the id of a ${node.type}.`);
  return node.type;
}

const isKey = (identity: SourceIdentity, type: NodeType, key: string): boolean =>
  type === 'Call' ? identity.isCallKey(key) : identity.isAgentKey(key);

export function checkSid(sid: string): void {
  if (isTextKey(sid)) return;
  throw badUserInput(
    '`sid` takes 1 to 256 characters: no control characters, no lone surrogates, and no `.` or `..` between slashes or backslashes.',
  );
}

/** The source of a sid: the named one, or else the one of its form; null if no source takes sids of its form. */
export function sourceOfSid(
  sid: string,
  named: SourceName | null | undefined,
  sources: Sources,
): SourceName | null {
  checkSid(sid);
  if (named) return named;
  const owner =
    sources.find(({ identity }) => identity.ownsSid(sid)) ??
    sources.find(({ identity }) => identity.ownsUnclaimedSids);
  return owner?.identity.name ?? null;
}

/** The source of an integer: the named one, or else the only configured one whose calls have integers. */
export function sourceOfDatabaseId(
  databaseId: string,
  named: SourceName | null | undefined,
  sources: Sources,
): SourceName {
  const owners = ownersOfDatabaseId(databaseId, sources);
  if (named) return namedOwner(named, owners);
  const [only = owners[0], ...others] = owners.filter(({ calls }) => calls !== null);
  if (others.length > 0) throw badUserInput(`\`source\` has to name one of ${namesOf(owners)}.`);
  return only.identity.name;
}

/** The sources whose calls have integers; throws BAD_USER_INPUT for text that is no integer. */
export function ownersOfDatabaseId(
  databaseId: string,
  sources: Sources,
): readonly [ConnectedSource, ...ConnectedSource[]] {
  const [first, ...others] = sources.filter(({ identity }) => identity.ownsDatabaseId(databaseId));
  if (first) return [first, ...others];
  throw badUserInput('`databaseId` takes a positive whole number in plain digits, up to 9007199254740991.');
}

function namedOwner(named: SourceName, owners: Sources): SourceName {
  if (owners.some(({ identity }) => identity.name === named)) return named;
  throw badUserInput(`Calls of ${named} have no integer; \`source\` takes ${namesOf(owners)}.`);
}

export const namesOf = (sources: Sources): string =>
  sources.map(({ identity }) => identity.name).join(' or ');

/** Size of a page if the client names none: the default of `first` in the schema. */
export const defaultPage = 25;
export const maxPageSize = 100;

/** Validates `first`, whose null means the same as its absence; throws BAD_USER_INPUT. */
export function checkedFirst<T>(first: number | null | undefined, fallback: T, max?: number): number | T {
  if (first === null || first === undefined) return fallback;
  if (first >= 1 && first <= (max ?? first)) return first;
  throw badUserInput(max ? `\`first\` takes 1 to ${max}.` : '`first` takes at least 1.');
}

/** Validates `afterIndex`; -1, which is before the first index, if it is null or absent. Throws BAD_USER_INPUT. */
export function checkedAfterIndex(afterIndex: number | null | undefined): number {
  if (afterIndex === null || afterIndex === undefined) return -1;
  if (afterIndex >= 0) return afterIndex;
  throw badUserInput('`afterIndex` takes at least 0.');
}

/** Validates the share of a percentile, which NaN is not; throws BAD_USER_INPUT. */
export function checkedShare(at: number): number {
  if (at > 0 && at < 1) return at;
  throw badUserInput('`at` takes a number above 0 and below 1, such as 0.95.');
}
