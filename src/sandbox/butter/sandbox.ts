import { type AgentLog, createAgentLog } from '../agent-log.ts';
import type { Api } from '../api.ts';
import { type CallLog, createCallLog } from '../call-log.ts';
import { fictionalNumber } from '../phone-numbers.ts';
import { createRandom, type Random } from '../random.ts';
import { detail, findDemonstration, json } from '../reply.ts';
import { type Sandbox, type SandboxOptions, serve, settingsOf } from '../server.ts';
import { formatTimestamp, timestampOf } from '../timestamps.ts';
import { type AgentListForm, createAgentList } from './agent-list.ts';
import { agents, type ButterWireAgent, createAgent } from './agents.ts';
import { createCalls } from './calls.ts';
import { createList } from './list.ts';
import { type ButterWireCall, detailOf } from './wire.ts';

export interface ButterSandboxOptions extends SandboxOptions {
  /** Uses offsets as cursors, so that rows repeat when calls arrive. */
  readonly offsetCursors?: boolean;
  /** Form of the list of agents; `short` by default. */
  readonly agentList?: AgentListForm;
}

export interface ButterSandbox extends Sandbox {
  /** Calls in the order of the list. */
  readonly calls: readonly ButterWireCall[];
  readonly agents: readonly ButterWireAgent[];
  addAgent(agentId: string, name: string): ButterWireAgent;
  /** A key that is set to undefined is absent from responses. */
  changeAgent(agentId: string, patch: Readonly<Record<string, unknown>>): ButterWireAgent;
  removeAgent(agentId: string): void;
  /** Adds a new call at the head of the list, queued by default. */
  arrive(change?: Partial<ButterWireCall>): ButterWireCall;
  /** A key that is set to undefined is absent from responses. */
  change(sid: string, patch: Partial<ButterWireCall>): ButterWireCall;
  remove(sid: string): void;
}

type Agents = AgentLog<ButterWireAgent, string>;

type Quirks = Pick<ButterSandboxOptions, 'offsetCursors' | 'agentList'>;

function createApi(
  log: CallLog<ButterWireCall, string>,
  agentLog: Agents,
  apiKey: string,
  { offsetCursors = false, agentList = 'short' }: Quirks,
): Api {
  const success = (data: unknown) => json({ success: true, data });
  return {
    admits: headers => headers['x-api-key'] === apiKey,
    unauthorized: detail(401, 'Invalid API key'),
    overLimit: detail(429, 'Rate limit exceeded'),
    endpoints: [
      {
        route: 'list',
        pattern: /^\/api\/calls$/,
        answer: createList(log, offsetCursors ? 'offset' : 'below'),
      },
      {
        route: 'call',
        pattern: /^\/api\/calls\/([^/]+)$/,
        answer: ({ key }) => {
          const call = log.find(key);
          if (call) return success(detailOf(call));
          return findDemonstration(/^call_fault(\w+)$/.exec(key)?.[1]) ?? detail(404, 'Call not found');
        },
      },
      { route: 'agents', pattern: /^\/api\/agents$/, answer: createAgentList(agentLog, agentList) },
      {
        route: 'agent',
        pattern: /^\/api\/agents\/([^/]+)$/,
        answer: ({ key }) => {
          const agent = agentLog.find(key);
          return agent ? success(agent) : detail(404, 'Agent not found');
        },
      },
    ],
  };
}

function createArrival(now: Date, random: Random): ButterWireCall {
  const created = formatTimestamp(timestampOf(now), { digits: 3 });
  const [{ agent_id, agent_name }] = agents;
  return {
    call_sid: `call_${random.word(12)}`,
    to_number: fictionalNumber(random),
    from_number: fictionalNumber(random),
    agent_id,
    agent_name,
    client_id: 'org_123',
    call_type: 'outbound',
    status: 'queued',
    created_at: created,
    updated_at: created,
  };
}

export async function startButterSandbox(options: ButterSandboxOptions = {}): Promise<ButterSandbox> {
  const settings = settingsOf(options, 'sandbox-butter-key');
  const { now, seed, apiKey } = settings;
  const log = createCallLog(createCalls(settings.calls, now(), seed), call => call.call_sid);
  const random = createRandom(seed);
  const agentLog: Agents = createAgentLog(agents, ({ agent_id }) => agent_id);
  const sandbox = await serve(createApi(log, agentLog, apiKey, options), settings);
  return {
    ...sandbox,
    get agents() {
      return agentLog.agents();
    },
    addAgent: (agentId, name) => agentLog.add(createAgent(agentId, name)),
    changeAgent: agentLog.change,
    removeAgent: agentLog.remove,
    get calls() {
      return log.calls();
    },
    arrive: change => log.add({ ...createArrival(now(), random), ...change }),
    change: log.change,
    remove: log.remove,
  };
}
