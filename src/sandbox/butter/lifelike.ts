import { lifelikeScripts } from '../dialogue-scripts.ts';
import { customerNumber, lineNumber } from '../phone-numbers.ts';
import type { Shares } from '../random.ts';
import { agents, type ButterWireAgent } from './agents.ts';
import type { Casting, Scenario } from './casting.ts';
import { edgeCases } from './edge-cases.ts';

const scenarios: Shares<Scenario> = [
  [83, { status: 'completed', fate: 'finished' }],
  [9, { status: 'no-answer', fate: 'unanswered' }],
  [4, { status: 'busy', fate: 'unanswered' }],
  [2, { status: 'failed', fate: 'unanswered' }],
  [2, { status: 'canceled', fate: 'unanswered' }],
];

const [salesRep, frontDesk, helpline, pollster] = agents;
const workload: Shares<ButterWireAgent> = [
  [45, frontDesk],
  [30, helpline],
  [20, salesRep],
  [5, pollster],
];

/** Ordinary calls of a business, with an edge case in two of a hundred. */
export const lifelike: Casting = {
  scripts: lifelikeScripts,
  scenario: (_, random) => random.weigh(scenarios),
  agent: random => random.weigh(workload),
  numbers: (agent, random) => [lineNumber(agents.indexOf(agent)), customerNumber(random)],
  edgeCase: (_, random) => (random.fraction() < 0.02 ? random.pick(edgeCases) : null),
};
