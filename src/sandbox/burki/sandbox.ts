import { createAgentLog } from '../agent-log.ts';
import { createCallLog } from '../call-log.ts';
import { createRandom } from '../random.ts';
import { type Sandbox, type SandboxOptions, serve, settingsOf } from '../server.ts';
import { createApi } from './api.ts';
import { assistants, type BurkiWireAssistant, createAssistant } from './assistants.ts';
import { createStories, identify } from './calls.ts';
import type { CountQuirks } from './count.ts';
import type { ListQuirks } from './list.ts';
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
  const { now, seed, apiKey } = settings;
  const stories = createStories(settings.calls, now(), seed);
  const log = createCallLog(
    stories.map(({ call }) => call),
    call => call.id,
  );
  const byId = new Map(stories.map(story => [story.call.id, story]));
  const findStories = (id: number) => byId.get(id) ?? { transcripts: [], recordings: [] };
  const random = createRandom(seed);
  const assistantLog = createAgentLog<BurkiWireAssistant, number>(assistants, ({ id }) => id);
  const api = createApi(log, { ...options, apiKey, random, findStories, assistants: assistantLog });
  const sandbox = await serve(api, settings);
  let maxId = 1000 + stories.length;
  return {
    ...sandbox,
    get assistants() {
      return assistantLog.agents();
    },
    addAssistant: (id, name) => assistantLog.add(createAssistant(id, name)),
    changeAssistant: assistantLog.change,
    removeAssistant: assistantLog.remove,
    get calls() {
      return log.calls();
    },
    arrive: change => log.add({ ...identify(++maxId, 'queued', random), ...change }),
    change: log.change,
    remove: log.remove,
    transcripts: id => findStories(id).transcripts,
    recordings: id => findStories(id).recordings,
  };
}
