import type { CallSource } from '../../domain/call-source.ts';
import { invalidResponse } from '../../domain/errors.ts';
import type { RequestScope } from '../../domain/request-scope.ts';
import { integer, isObject, text, type Wire, wireOf } from '../../upstream/decode.ts';
import type { Question } from '../../upstream/upstream.ts';
import type { SourceOptions } from '../definition.ts';
import { burkiIdentity } from './identity.ts';
import { createBurkiList } from './list.ts';
import { normalizeAgent } from './normalize-agent.ts';
import { normalizeCall } from './normalize-call.ts';
import { normalizeRecordings, normalizeTranscript } from './normalize-conversation.ts';
import { readPosition } from './position.ts';
import { agentIdsOf } from './pushdown.ts';

/** Burki: a row is a whole call; transcript and recordings are found apart. */
export function createBurkiSource(options: SourceOptions): CallSource {
  const { upstream, drift } = options;

  async function find(
    question: Question,
    isAsked: (wire: Wire) => boolean,
    scope: RequestScope,
  ): Promise<Wire | null> {
    const body = await upstream.getJson(question, scope);
    if (body === undefined) return null;
    const wire = wireOf(body, drift);
    if (wire && isAsked(wire)) return wire;
    throw notWhatWasAskedFor();
  }

  async function findList(
    question: Question,
    key: string,
    scope: RequestScope,
  ): Promise<readonly unknown[] | null> {
    const body = await upstream.getJson(question, scope);
    if (body === undefined) return null;
    if (!Array.isArray(body))
      throw invalidResponse('BURKI', 'Burki answered without the list it was asked for.');
    if (body.some(item => isOfAnotherCall(item, key))) throw notWhatWasAskedFor();
    return body;
  }

  return {
    name: burkiIdentity.name,
    async findCall(key, scope) {
      const question = { route: 'call', path: `/api/v1/calls/${key}` } as const;
      const wire = await find(question, call => integer(call, 'id') === Number(key), scope);
      return wire && wholeCall(wire);
    },
    async findCallBySid(sid, scope) {
      const question = { route: 'call', path: `/api/v1/calls/sid/${encodeURIComponent(sid)}` } as const;
      const wire = await find(question, call => text(call, 'call_sid') === sid, scope);
      return wire && wholeCall(wire);
    },
    async findTranscript(key, scope) {
      const path = `/api/v1/calls/${key}/transcripts`;
      const question = { route: 'transcript', path, carriesTranscript: true } as const;
      const segments = await findList(question, key, scope);
      return segments && normalizeTranscript(segments, drift);
    },
    async findRecordings(key, scope) {
      const question = { route: 'recording', path: `/api/v1/calls/${key}/recordings` } as const;
      const recordings = await findList(question, key, scope);
      return recordings && normalizeRecordings(recordings, drift);
    },
    async findAgent(key, scope) {
      const question = { route: 'agent', path: `/api/v1/assistants/${key}` } as const;
      const wire = await find(question, agent => integer(agent, 'id') === Number(key), scope);
      return wire && normalizeAgent(wire, key);
    },
    // Because Burki says no direction, no call of it can match one.
    excludes: filter => filter.directions !== null || agentIdsOf(filter)?.length === 0,
    listCalls: createBurkiList(options),
    readPosition,
  };
}

function wholeCall(wire: Wire) {
  const call = normalizeCall(wire);
  if (!call) throw invalidResponse('BURKI', 'Burki answered with a call that does not say which call it is.');
  return call;
}

const notWhatWasAskedFor = () =>
  invalidResponse('BURKI', 'Burki answered with something other than what was asked for.');

const isOfAnotherCall = (item: unknown, key: string): boolean =>
  isObject(item) && typeof item['call_id'] === 'number' && item['call_id'] !== Number(key);
