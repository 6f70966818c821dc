import { createAgentLog } from '../agent-log.ts';
import { fictionalNumber } from '../phone-numbers.ts';
import { createRandom, type Random } from '../random.ts';
import { type Sandbox, type SandboxOptions, serve, settingsOf } from '../server.ts';
import { formatTimestamp, timestampOf } from '../timestamps.ts';
import { createTraffic } from '../traffic.ts';
import { agents, type ButterWireAgent, createAgent } from './agents.ts';
import { type ButterQuirks, createApi } from './api.ts';
import { lifelike } from './lifelike.ts';
import { createStoredCalls } from './stored-calls.ts';
import type { ButterWireCall } from './wire.ts';

export interface ButterSandboxOptions extends SandboxOptions, ButterQuirks {
  /** Bills each call some minutes after its end, and corrects some three days later. */
  readonly lateBilling?: boolean;
}

export interface ButterSandbox extends Sandbox {
  /** Calls in the order of the list, composed anew by each read. */
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

function createArrival(now: Date, random: Random): ButterWireCall {
  const created = formatTimestamp(timestampOf(now), { digits: 3 });
  const [{ agent_id, agent_name }] = agents;
  return {
    call_sid: random.word(12, 'call_'),
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
  const calls = createStoredCalls(settings, options.lateBilling ?? false);
  const arrivals = { casting: lifelike, seed: seed + 4_000, frozenAt: null };
  const catchUp = createTraffic(settings, {
    arrive: (index, created) => calls.plan({ ...arrivals, index, created }),
    vanish: calls.vanish,
  });
  const random = createRandom(seed);
  const agentLog = createAgentLog<ButterWireAgent, string>(agents, ({ agent_id }) => agent_id);
  const api = createApi({ ...options, calls, agents: agentLog, apiKey, now, catchUp });
  const sandbox = await serve(api, settings);
  return {
    ...sandbox,
    get agents() {
      return agentLog.agents();
    },
    addAgent: (agentId, name) => agentLog.add(createAgent(agentId, name)),
    changeAgent: agentLog.change,
    removeAgent: agentLog.remove,
    get calls() {
      catchUp();
      return calls.list();
    },
    arrive: change => calls.add({ ...createArrival(now(), random), ...change }),
    change: calls.change,
    remove: calls.remove,
  };
}
