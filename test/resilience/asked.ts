import type { SourceName } from '../../src/domain/source-name.ts';
import type { Route } from '../../src/upstream/attempt.ts';

/** What a client asks for, and which requests to which source a fault then strikes. */
export interface Asked {
  readonly title: string;
  readonly source: SourceName;
  readonly route: Route;
  readonly query: string;
}

interface Told {
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds depends on the query that was asked.
  readonly data: any;
  readonly errors?: readonly { readonly extensions: Record<string, unknown> }[] | undefined;
}

const butterCall = (fields: string) => `callBySid(sid: "call_abc123def456") { ${fields} }`;
const burkiCall = (fields: string) => `callByDatabaseId(databaseId: 101) { ${fields} }`;
const butter = (title: string, route: Route, fields: string): Asked => ({
  title: `Butter's ${title}`,
  source: 'BUTTER',
  route,
  query: `{ struck: ${butterCall(fields)} sibling: ${burkiCall('status')} }`,
});
const burki = (title: string, route: Route, fields: string): Asked => ({
  title: `Burki's ${title}`,
  source: 'BURKI',
  route,
  query: `{ struck: ${burkiCall(fields)} sibling: ${butterCall('status')} }`,
});
const list = (name: string, source: SourceName): Asked => ({
  title: `${name}'s list`,
  source,
  route: 'list',
  query: '{ calls(first: 5) { edges { node { status } } coverage { source code } } }',
});

export const asked = {
  butterCall: butter('call', 'call', 'status turns { number } cost { total }'),
  butterTranscript: butter('call, with its transcript', 'call', 'transcript { text }'),
  butterAgent: butter('agent', 'agent', 'status agent { language }'),
  butterList: list('Butter', 'BUTTER'),
  burkiCall: burki('call', 'call', 'status metadata'),
  burkiTranscript: burki('transcript', 'transcript', 'status transcript { text }'),
  burkiRecording: burki('recordings', 'recording', 'status recordings { uri }'),
  burkiAgent: burki('agent', 'agent', 'status agent { language }'),
  burkiList: list('Burki', 'BURKI'),
} as const satisfies Readonly<Record<string, Asked>>;

/** The codes by which an answer tells of the fault: as errors, or for a list in its coverage. */
export function codesIn({ route, source }: Asked, { data, errors = [] }: Told): string[] {
  const codes = errors.map(({ extensions }) => String(extensions['code']));
  if (route !== 'list') return codes;
  const coverage: readonly { source: string; code: string | null }[] = data?.calls?.coverage ?? [];
  return [...codes, ...coverage.flatMap(part => (part.source === source && part.code) || [])];
}

/** Whether what the fault does not strike is all there. */
export function isSiblingWhole({ route, source }: Asked, { data }: Told): boolean {
  if (route !== 'list') return data?.sibling?.status === 'COMPLETED';
  const coverage: readonly { source: string; code: string | null }[] = data?.calls?.coverage ?? [];
  return coverage.some(part => part.source !== source && part.code === null) && data.calls.edges.length > 0;
}
