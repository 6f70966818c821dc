import type { Scripts } from '../dialogue-scripts.ts';
import type { Random } from '../random.ts';
import type { ButterWireAgent } from './agents.ts';
import type { ButterWireCall } from './wire.ts';

export interface Scenario {
  readonly status: string;
  readonly fate: 'waiting' | 'talking' | 'unanswered' | 'finished';
}

export type EdgeCase = (call: ButterWireCall) => Partial<ButterWireCall>;

/** Choices that a call is generated from; `index` counts from the newest call. */
export interface Casting {
  readonly scripts: Scripts;
  scenario(index: number, random: Random): Scenario;
  agent(random: Random): ButterWireAgent;
  numbers(agent: ButterWireAgent, random: Random): readonly [agent: string, customer: string];
  /** Deviation of a finished call; null for an ordinary one. */
  edgeCase(index: number, random: Random): EdgeCase | null;
}
