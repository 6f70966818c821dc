import { expect, test } from 'vitest';
import { createTurnQueue } from '../../src/async/turn-queue.ts';
import { agentListOf } from '../../src/domain/agent-list.ts';
import { idOfCall } from '../../src/domain/call.ts';
import type { SourceAdapter } from '../../src/domain/call-source.ts';
import { loadKeyOf } from '../../src/loaders/entity-loader.ts';
import { createLoaders } from '../../src/loaders/index.ts';
import { burkiIdentity } from '../../src/sources/burki/identity.ts';
import { burki } from '../../src/sources/burki/index.ts';
import { normalizeAgent } from '../../src/sources/burki/normalize-agent.ts';
import { normalizeCall } from '../../src/sources/burki/normalize-call.ts';
import type { BurkiAgentWire, BurkiCallWire } from '../../src/sources/burki/wire.ts';
import { requestScope } from '../request-scope.ts';
import { reading } from '../sources/reading.ts';

const { wire } = reading<BurkiCallWire>({ id: 7, call_sid: 'CA7', status: 'completed' });
const call = normalizeCall(wire);

const listed = normalizeAgent(reading<BurkiAgentWire>({ id: 5, name: 'Desk' }).wire, '5');

const scope = requestScope();

function openLoaders() {
  const asked: string[] = [];
  const answer = <T>(question: string, value: T): Promise<T> => {
    asked.push(question);
    return Promise.resolve(value);
  };
  const calls: SourceAdapter = {
    name: 'BURKI',
    findCall(key) {
      if (key === '13') throw new Error('An unlucky number.');
      return answer(`id ${key}`, call);
    },
    findCallBySid: sid => answer(`sid ${sid}`, call),
    findTranscript: key => answer(`transcript ${key}`, []),
    findRecordings: async () => [],
    findAgent: key => answer(`agent ${key}`, null),
    listAgents: () => answer('agents', agentListOf([listed], { isTruncated: false, incomplete: false })),
    excludes: () => false,
    appliesFilter: () => false,
    listCalls: async () => ({ rows: [], next: null, total: 0, incomplete: false }),
    encodePosition: () => new Uint8Array(),
    decodePosition: () => null,
  };
  const source = {
    identity: burkiIdentity,
    calls,
    keyspace: 'a-keyspace',
    sandboxed: false,
    copyAccess: null,
    scanPages: 1,
    requestsPerSecond: 'unlimited' as const,
    fieldCosts: burki.fieldCosts,
    health: () => null,
  };
  const loaders = createLoaders({ sources: [source], scope, nextTurn: createTurnQueue(), index: null });
  return { asked, source, loaders };
}

test('a call that was found by its sid is loaded by its id and integer without a request', async () => {
  const { asked, loaders } = openLoaders();
  const found = await loaders.callBySid('BURKI', 'CA7');
  expect(await loaders.call(found ? idOfCall(found) : '')).toBe(found);
  expect(await loaders.callByDatabaseId('BURKI', '7')).toBe(found);
  expect(asked).toEqual(['sid CA7']);
});

test('a call that was found by its integer is loaded by its sid without a request', async () => {
  const { asked, loaders } = openLoaders();
  const found = await loaders.callByDatabaseId('BURKI', '7');
  expect(await loaders.callBySid('BURKI', 'CA7')).toBe(found);
  expect(asked).toEqual(['id 7']);
});

test('a listed call is not fetched again', async () => {
  const { asked, loaders } = openLoaders();
  if (call) loaders.rows([call]);
  expect(await loaders.callBySid('BURKI', 'CA7')).toBe(call);
  expect(await loaders.call(call ? idOfCall(call) : '')).toBe(call);
  expect(asked).toEqual([]);
});

test('a call of another source with the same sid is not loaded by that sid', async () => {
  const { asked, loaders } = openLoaders();
  if (call) loaders.rows([{ ...call, source: 'BUTTER', databaseId: null }]);
  expect(await loaders.callBySid('BURKI', 'CA7')).toBe(call);
  expect(asked).toEqual(['sid CA7']);
});

test('a sid that two listed calls share loads the first one, which is newer', async () => {
  const { loaders } = openLoaders();
  const older = call && { ...call, id: 'another-id', databaseId: '6' };
  if (call) loaders.rows([call]);
  if (older) loaders.rows([older]);
  expect(await loaders.callBySid('BURKI', 'CA7')).toBe(call);
});

test('turns and transcript of one call are one request', async () => {
  const { asked, loaders } = openLoaders();
  if (!call) throw new Error('The call must be readable.');
  await Promise.all([loaders.turns(call), loaders.transcript(call), loaders.transcript(call)]);
  expect(asked).toEqual(['transcript 7']);
});

test('a key that the source refuses to fetch fails alone', async () => {
  const { loaders } = openLoaders();
  const [unlucky, found] = await Promise.allSettled([
    loaders.callByDatabaseId('BURKI', '13'),
    loaders.callByDatabaseId('BURKI', '7'),
  ]);
  expect(unlucky).toMatchObject({ reason: { message: 'An unlucky number.' } });
  expect(found).toMatchObject({ value: call });
});

test('the keys of the loaders begin with the source and its credentials', () => {
  const { source } = openLoaders();
  const names = ['production', 'staging'].map(keyspace => loadKeyOf({ ...source, keyspace }, '7')?.cacheKey);
  expect(names).toEqual(['production:7', 'staging:7']);
  expect(() => loadKeyOf({ ...source, calls: null, keyspace: null }, '7')).toThrow(
    'Burki is not configured on this gateway.',
  );
});

test('an agent that a list has whole is loaded without a request, and any other with one', async () => {
  const { asked, source, loaders } = openLoaders();
  const list = await loaders.agentList(source);
  expect(list?.agents).toEqual([listed]);
  expect(await loaders.agentList(source)).toBe(list);
  expect(await loaders.agentOf({ source: 'BURKI', agentId: '5', name: null })).toBe(listed);
  expect(await loaders.agentOf({ source: 'BURKI', agentId: '6', name: null })).toBeNull();
  expect(asked).toEqual(['agents', 'agent 6']);
});
