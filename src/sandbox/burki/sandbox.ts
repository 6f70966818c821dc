import { createAgentLog } from '../agent-log.ts';
import { createRandom } from '../random.ts';
import { type Sandbox, type SandboxOptions, serve, settingsOf } from '../server.ts';
import { createTraffic } from '../traffic.ts';
import { createApi } from './api.ts';
import { assistants, type BurkiWireAssistant, createAssistant } from './assistants.ts';
import { identify } from './calls.ts';
import type { CountQuirks } from './count.ts';
import { samples } from './edge-cases.ts';
import { lifelike } from './lifelike.ts';
import type { ListQuirks } from './list.ts';
import { createStoredCalls } from './stored-calls.ts';
import type { BurkiWireCall, BurkiWireRecording, BurkiWireTranscript } from './wire.ts';

export interface BurkiSandboxOptions extends SandboxOptions, ListQuirks, CountQuirks {}

export interface BurkiSandbox extends Sandbox {
  /** Calls by descending id, and then the documented one. */
  readonly calls: readonly BurkiWireCall[];
  readonly assistants: readonly BurkiWireAssistant[];
  addAssistant(id: number, name: string): BurkiWireAssistant;
  /** A key that is set to undefined is absent from responses. */
  changeAssistant(id: number, patch: Readonly<Record<string, unknown>>): BurkiWireAssistant;
  removeAssistant(id: number): void;
  /** Adds a call with the highest id, queued and not started by default. */
  arrive(change?: Partial<BurkiWireCall>): BurkiWireCall;
  /** A key that is set to undefined is absent from responses. */
  change(id: number, patch: Partial<BurkiWireCall>): BurkiWireCall;
  remove(id: number): void;
  /** Includes interim segments. */
  transcripts(id: number): readonly BurkiWireTranscript[];
  recordings(id: number): readonly BurkiWireRecording[];
}

export async function startBurkiSandbox(options: BurkiSandboxOptions = {}): Promise<BurkiSandbox> {
  const settings = settingsOf(options, 'sandbox-burki-key');
  const { seed, apiKey } = settings;
  const calls = createStoredCalls(settings);
  let maxId = 1000 + settings.calls;
  const arrivals = { casting: lifelike, seed: seed + 5_000, frozenAt: null };
  const traffic = createTraffic(
    { ...settings, seed: seed + 1 },
    {
      arrive: (index, created) => calls.plan({ ...arrivals, index, id: ++maxId, created }),
      vanish: calls.vanish,
    },
  );
  const catchUp = () => {
    traffic();
    calls.refresh();
  };
  const random = createRandom(seed);
  const assistantLog = createAgentLog<BurkiWireAssistant, number>(assistants, ({ id }) => id);
  const api = createApi({ ...options, apiKey, random, calls, assistants: assistantLog, catchUp });
  const sandbox = await serve(api, settings);
  return {
    ...sandbox,
    get assistants() {
      return assistantLog.agents();
    },
    addAssistant: (id, name) => assistantLog.add(createAssistant(id, name)),
    changeAssistant: assistantLog.change,
    removeAssistant: assistantLog.remove,
    get calls() {
      catchUp();
      return calls.list();
    },
    arrive: change => calls.add({ ...identify(++maxId, 'queued', samples, random), ...change }),
    change: calls.change,
    remove: calls.remove,
    transcripts: id => calls.tell(id).transcripts,
    recordings: id => calls.tell(id).recordings,
  };
}
