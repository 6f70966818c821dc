import type { CallSource } from '../../domain/call-source.ts';
import { invalidResponse } from '../../domain/errors.ts';
import { integer, text, type Wire, wireOf } from '../../upstream/decode.ts';
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
    path: string,
    isAsked: (wire: Wire) => boolean,
    signal: AbortSignal,
  ): Promise<Wire | null> {
    const body = await upstream.getJson(path, {}, signal);
    if (body === undefined) return null;
    const wire = wireOf(body, drift);
    if (wire && isAsked(wire)) return wire;
    throw invalidResponse('BURKI', 'Burki answered with something other than what was asked for.');
  }

  async function findList(path: string, signal: AbortSignal): Promise<readonly unknown[] | null> {
    const body = await upstream.getJson(path, {}, signal);
    if (body === undefined) return null;
    if (Array.isArray(body)) return body;
    throw invalidResponse('BURKI', 'Burki answered without the list it was asked for.');
  }

  return {
    name: burkiIdentity.name,
    async findCall(key, signal) {
      const wire = await find(`/api/v1/calls/${key}`, call => integer(call, 'id') === Number(key), signal);
      return wire && wholeCall(wire);
    },
    async findCallBySid(sid, signal) {
      const path = `/api/v1/calls/sid/${encodeURIComponent(sid)}`;
      const wire = await find(path, call => text(call, 'call_sid') === sid, signal);
      return wire && wholeCall(wire);
    },
    async findTranscript(key, signal) {
      const segments = await findList(`/api/v1/calls/${key}/transcripts`, signal);
      return segments && normalizeTranscript(segments, drift);
    },
    async findRecordings(key, signal) {
      const recordings = await findList(`/api/v1/calls/${key}/recordings`, signal);
      return recordings && normalizeRecordings(recordings, drift);
    },
    async findAgent(key, signal) {
      const wire = await find(
        `/api/v1/assistants/${key}`,
        agent => integer(agent, 'id') === Number(key),
        signal,
      );
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
