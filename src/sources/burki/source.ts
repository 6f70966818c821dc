import { isLongList } from '../../async/map-in-slices.ts';
import type { PromiseOrValue } from '../../async/promise-or-value.ts';
import type { RequestScope } from '../../async/request-scope.ts';
import type { CallFilter } from '../../domain/call-filter.ts';
import type { SourceAdapter } from '../../domain/call-source.ts';
import { invalidResponse } from '../../domain/errors.ts';
import { isNumeral } from '../../domain/numeral.ts';
import type { VoiceAgent } from '../../domain/voice-agent.ts';
import type { UpstreamRequest } from '../../upstream/upstream-client.ts';
import { isObject, type WireObject, wireContextAt, wireObjectOf } from '../../upstream/wire-object.ts';
import { readId, readString } from '../../upstream/wire-reader.ts';
import type { SourceDependencies } from '../definition.ts';
import { createBurkiAgentList } from './agent-list.ts';
import { burkiIdentity } from './identity.ts';
import { createBurkiList } from './list.ts';
import { normalizeAgent } from './normalize-agent.ts';
import { normalizeCall } from './normalize-call.ts';
import {
  normalizeLongTranscript,
  normalizeRecordings,
  normalizeTranscript,
} from './normalize-conversation.ts';
import { decodePosition, encodePosition } from './packed-position.ts';
import { agentIdsOf, pushdownOf } from './pushdown.ts';
import type { BurkiAgentWire, BurkiCallWire, BurkiRecordingWire, BurkiSegmentWire } from './wire.ts';

/** Burki's API: a row is a whole call; transcript and recordings take requests of their own. */
export function createBurkiSource(options: SourceDependencies): SourceAdapter {
  const { upstream, onDrift, now, nextTurn } = options;
  const reader = () => wireContextAt(now(), onDrift);

  /** Requests one object, and reads it once its identity is verified; null for a 404. */
  function find<Wire, T>(
    request: UpstreamRequest,
    isExpected: (wire: WireObject<Wire>) => boolean,
    read: (wire: WireObject<Wire>) => T,
    scope: RequestScope,
  ): Promise<T | null> {
    return upstream.getJson(request, scope).then(response => {
      if (!response) return null;
      const wire = wireObjectOf<Wire>(response.json, reader());
      if (wire && isExpected(wire)) return read(wire);
      throw identityMismatch();
    });
  }

  /** Requests a list that belongs to a call; null for a 404. Throws if an item belongs to another call. */
  function findList<T>(
    request: UpstreamRequest,
    key: string,
    read: (items: readonly unknown[]) => PromiseOrValue<T>,
    scope: RequestScope,
  ): Promise<T | null> {
    return upstream.getJson(request, scope).then(response => {
      if (!response) return null;
      const { json: body } = response;
      if (!Array.isArray(body))
        throw invalidResponse('BURKI', 'Burki answered without the list it was asked for.');
      if (body.some(item => isOfAnotherCall(item, key))) throw identityMismatch();
      return read(body);
    });
  }

  return {
    name: burkiIdentity.name,
    findCall: (key, scope) =>
      find(
        { route: 'call', path: `/api/v1/calls/${key}` },
        wire => isKey(wire.fields.id, key),
        wholeCall,
        scope,
      ),
    findCallBySid: (sid, scope) =>
      find(
        { route: 'call', path: `/api/v1/calls/sid/${encodeURIComponent(sid)}` },
        wire => readString(wire, 'call_sid') === sid,
        wholeCall,
        scope,
      ),
    findTranscript: (key, scope) =>
      findList(
        { route: 'transcript', path: `/api/v1/calls/${key}/transcripts`, carriesTranscript: true },
        key,
        segments =>
          isLongList(segments)
            ? normalizeLongTranscript(segments, reader(), nextTurn)
            : normalizeTranscript(segments, reader()),
        scope,
      ),
    findRecordings: (key, scope) =>
      findList(
        { route: 'recording', path: `/api/v1/calls/${key}/recordings` },
        key,
        recordings => normalizeRecordings(recordings, reader()),
        scope,
      ),
    findAgent: (key, scope) =>
      find<BurkiAgentWire, VoiceAgent>(
        { route: 'agent', path: `/api/v1/assistants/${key}` },
        wire => readId(wire, 'id') === Number(key),
        wire => normalizeAgent(wire, key),
        scope,
      ),
    listAgents: createBurkiAgentList(options),
    excludes: filter => asksForAbsent(filter) || agentIdsOf(filter)?.length === 0,
    appliesFilter: filter => pushdownOf(filter, false).exact,
    listCalls: createBurkiList(options),
    encodePosition,
    decodePosition,
  };
}

/** Tells whether a filter tests a field that no call of Burki has. */
const asksForAbsent = ({ directions, recordingEnabled, endReasons }: CallFilter): boolean =>
  directions !== null || recordingEnabled !== null || endReasons !== null;

function wholeCall(wire: WireObject<BurkiCallWire>) {
  const call = normalizeCall(wire);
  if (!call) throw invalidResponse('BURKI', 'Burki answered with a call that does not say which call it is.');
  return call;
}

const identityMismatch = () =>
  invalidResponse('BURKI', 'Burki answered with something other than what was asked for.');

/** Compares as text, because a long id that is read as a number could be rounded to the key. */
const isKey = (id: unknown, key: string): boolean =>
  (typeof id === 'number' || typeof id === 'string') && String(id) === key;

type OfOneCall = BurkiSegmentWire | BurkiRecordingWire;

const isOfAnotherCall = (item: unknown, key: string): boolean =>
  isObject<keyof OfOneCall>(item) && isInteger(item.call_id) && !isKey(item.call_id, key);

const isInteger = (id: unknown): boolean =>
  typeof id === 'number' || (typeof id === 'string' && isNumeral(id));
