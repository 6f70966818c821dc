import { lifelikeScripts } from '../dialogue-scripts.ts';
import { customerNumber, lineNumber } from '../phone-numbers.ts';
import type { Random, Shares } from '../random.ts';
import { assistants, type BurkiWireAssistant } from './assistants.ts';
import type { Casting, Scenario } from './casting.ts';
import { edgeCases } from './edge-cases.ts';

const scenarios: Shares<Scenario> = [
  [86, { status: 'completed', fate: 'finished' }],
  [14, { status: 'failed', fate: 'unanswered' }],
];

const [serviceBot, receptionist, billing, surveyor] = assistants;
const workload: Shares<BurkiWireAssistant> = [
  [45, serviceBot],
  [30, receptionist],
  [15, billing],
  [10, surveyor],
];

const flows: Shares<string | null> = [
  [40, 'Customer Support Flow'],
  [25, 'Booking Flow'],
  [10, 'Returns Flow'],
  [5, 'Winback Flow'],
  [20, null],
];

const noMetadata = {};
const metadata: Shares<(random: Random) => Record<string, unknown>> = [
  [55, () => noMetadata],
  [30, random => ({ customer_id: `cust_${random.integer(1, 5_000)}` })],
  [15, random => ({ outbound: true, campaign: random.pick(['spring', 'summer', 'renewal']) })],
];

const inEuros = () => ({ cost_currency: 'EUR' });

/** Ordinary calls of a business, with an edge case in two of a hundred, and costs in euros in six. */
export const lifelike: Casting = {
  scripts: lifelikeScripts,
  scenario: (_, random) => random.weigh(scenarios),
  assistant: random => random.weigh(workload),
  flow: random => random.weigh(flows),
  numbers: (assistant, random) => [lineNumber(assistants.indexOf(assistant)), customerNumber(random)],
  metadata: random => random.weigh(metadata)(random),
  edgeCase(_, random) {
    const chance = random.fraction();
    if (chance < 0.02) return random.pick(edgeCases);
    return chance < 0.08 ? inEuros : null;
  },
};
