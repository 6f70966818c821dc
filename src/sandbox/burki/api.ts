import type { AgentLog } from '../agent-log.ts';
import type { Api, Endpoint, SandboxRequest } from '../api.ts';
import { refuseIntegerPath } from '../parameters.ts';
import type { Random } from '../random.ts';
import { detail, findDemonstration, json, type Reply } from '../reply.ts';
import { createAssistantList } from './assistant-list.ts';
import type { BurkiWireAssistant } from './assistants.ts';
import { type CountQuirks, createCount } from './count.ts';
import { createList, type ListQuirks } from './list.ts';
import type { StoredCalls } from './stored-calls.ts';
import type { BurkiWireCall, BurkiWireTranscript } from './wire.ts';

type Assistants = AgentLog<BurkiWireAssistant, number>;

type ShowCall = (call: BurkiWireCall, query: URLSearchParams) => Reply;

const callNotFound = (by: string, key: string) =>
  detail(404, `Call with ${by} ${key} not found in your organization`);

/** Error response for demos: `fault503` as a sid is `900503` as an id. */
const demonstrationOf = (key: string) => findDemonstration(/^(?:fault|900)(\w+)$/.exec(key)?.[1]);

function transcriptFilter(query: URLSearchParams): (segment: BurkiWireTranscript) => boolean {
  const speaker = query.get('speaker');
  const interim = ['true', '1'].includes(query.get('include_interim') ?? '');
  return segment =>
    (interim || segment.is_final !== false) && (speaker === null || segment.speaker === speaker);
}

const showAssistant =
  (assistants: Assistants) =>
  ({ key }: SandboxRequest): Reply => {
    const assistant = assistants.find(Number(key));
    const missing = detail(404, `Assistant with ID ${key} not found in your organization`);
    return refuseIntegerPath('assistant_id', key) ?? (assistant ? json(assistant) : missing);
  };

/** Creates two endpoints for each resource of a call: by id and by sid. */
function createCallEndpoints(calls: StoredCalls): Endpoint[] {
  const byId =
    (show: ShowCall) =>
    ({ key, query }: SandboxRequest) => {
      const call = calls.find(Number(key));
      const missing = demonstrationOf(key) ?? callNotFound('ID', key);
      return refuseIntegerPath('call_id', key) ?? (call ? show(call, query) : missing);
    };
  const bySid =
    (show: ShowCall) =>
    ({ key, query }: SandboxRequest) => {
      const call = calls.findBySid(key);
      return call ? show(call, query) : (demonstrationOf(key) ?? callNotFound('SID', key));
    };
  const showDetail: ShowCall = call => json(call);
  const showTranscripts: ShowCall = ({ id }, query) =>
    json(calls.tell(id).transcripts.filter(transcriptFilter(query)));
  const showRecordings: ShowCall = ({ id }) => json(calls.tell(id).recordings);
  const prefix = '^/api/v1/calls';
  return [
    { route: 'call', pattern: RegExp(`${prefix}/sid/([^/]+)$`), answer: bySid(showDetail) },
    {
      route: 'transcript',
      pattern: RegExp(`${prefix}/sid/([^/]+)/transcripts$`),
      answer: bySid(showTranscripts),
    },
    {
      route: 'recording',
      pattern: RegExp(`${prefix}/sid/([^/]+)/recordings$`),
      answer: bySid(showRecordings),
    },
    { route: 'call', pattern: RegExp(`${prefix}/([^/]+)$`), answer: byId(showDetail) },
    { route: 'transcript', pattern: RegExp(`${prefix}/([^/]+)/transcripts$`), answer: byId(showTranscripts) },
    { route: 'recording', pattern: RegExp(`${prefix}/([^/]+)/recordings$`), answer: byId(showRecordings) },
  ];
}

export interface BurkiApiOptions extends ListQuirks, CountQuirks {
  readonly apiKey: string;
  readonly random: Random;
  readonly calls: StoredCalls;
  readonly assistants: Assistants;
  catchUp(): void;
}

export function createApi(options: BurkiApiOptions): Api {
  const { apiKey, random, calls, assistants, catchUp } = options;
  return {
    admits: ({ authorization = '' }) => authorization === `Bearer ${apiKey}`,
    unauthorized: detail(401, 'Could not validate credentials', { 'www-authenticate': 'Bearer' }),
    overLimit: detail(429, 'Rate limit exceeded', { 'retry-after': '1' }),
    catchUp,
    endpoints: [
      { route: 'list', pattern: /^\/api\/v1\/calls\/$/, answer: createList(calls, random, options) },
      { route: 'list', pattern: /^\/api\/v1\/calls\/count$/, answer: createCount(calls, options) },
      ...createCallEndpoints(calls),
      { route: 'agents', pattern: /^\/api\/v1\/assistants$/, answer: createAssistantList(assistants) },
      {
        route: 'agent',
        pattern: /^\/api\/v1\/assistants\/([^/]+)$/,
        answer: showAssistant(assistants),
      },
    ],
  };
}
