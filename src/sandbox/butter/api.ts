import type { AgentLog } from '../agent-log.ts';
import type { Api } from '../api.ts';
import { detail, findDemonstration, json } from '../reply.ts';
import type { Settings } from '../server.ts';
import { type AgentListForm, createAgentList } from './agent-list.ts';
import type { ButterWireAgent } from './agents.ts';
import { createList } from './list.ts';
import type { StoredCalls } from './stored-calls.ts';
import { detailOf } from './wire.ts';

export interface ButterQuirks {
  /** Uses offsets as cursors, so that rows repeat when calls arrive. */
  readonly offsetCursors?: boolean;
  /** Life of a cursor, after which the response is 410; without end by default. */
  readonly cursorSeconds?: number;
  /** Form of the list of agents; `short` by default. */
  readonly agentList?: AgentListForm;
}

export interface ButterApiOptions extends ButterQuirks, Pick<Settings, 'apiKey' | 'now'> {
  readonly calls: StoredCalls;
  readonly agents: AgentLog<ButterWireAgent, string>;
  catchUp(): void;
}

export function createApi(options: ButterApiOptions): Api {
  const { calls, agents, apiKey, now, catchUp } = options;
  const { offsetCursors = false, cursorSeconds = Number.POSITIVE_INFINITY, agentList = 'short' } = options;
  const kind = offsetCursors ? 'offset' : 'below';
  const success = (data: unknown) => json({ success: true, data });
  return {
    admits: headers => headers['x-api-key'] === apiKey,
    unauthorized: detail(401, 'Invalid API key'),
    overLimit: detail(429, 'Rate limit exceeded'),
    catchUp,
    endpoints: [
      {
        route: 'list',
        pattern: /^\/api\/calls$/,
        answer: createList(calls, { kind, cursorSeconds, now }),
      },
      {
        route: 'call',
        pattern: /^\/api\/calls\/([^/]+)$/,
        answer: ({ key }) => {
          const call = calls.find(key);
          if (call) return success(detailOf(call));
          return findDemonstration(/^call_fault(\w+)$/.exec(key)?.[1]) ?? detail(404, 'Call not found');
        },
      },
      { route: 'agents', pattern: /^\/api\/agents$/, answer: createAgentList(agents, agentList) },
      {
        route: 'agent',
        pattern: /^\/api\/agents\/([^/]+)$/,
        answer: ({ key }) => {
          const agent = agents.find(key);
          return agent ? success(agent) : detail(404, 'Agent not found');
        },
      },
    ],
  };
}
