import type { Scripts } from '../dialogue-scripts.ts';
import type { Random } from '../random.ts';
import type { BurkiWireAssistant } from './assistants.ts';
import type { BurkiWireCall } from './wire.ts';

export interface Scenario {
  readonly status: string;
  readonly fate: 'unstarted' | 'ongoing' | 'unanswered' | 'finished';
}

export type EdgeCase = (call: BurkiWireCall) => Partial<BurkiWireCall>;

/** Choices that a call is generated from; `index` counts from the newest call. */
export interface Casting {
  readonly scripts: Scripts;
  scenario(index: number, random: Random): Scenario;
  assistant(random: Random): BurkiWireAssistant;
  flow(random: Random): string | null;
  numbers(assistant: BurkiWireAssistant, random: Random): readonly [line: string, customer: string];
  metadata(random: Random): Record<string, unknown>;
  /** Deviation of a finished call; null for an ordinary one. */
  edgeCase(index: number, random: Random): EdgeCase | null;
}
