import { addLines, type CallCost, type CostLine, type CostLines, type CostUsageUnit } from './cost.ts';
import { compareDecimals, type Decimal, minus } from './decimal.ts';

export type CostComponent = 'LLM' | 'LLM_INPUT' | 'LLM_OUTPUT' | 'TTS' | 'STT' | 'TELEPHONY' | 'UNATTRIBUTED';

/** A line of a cost whose amount is known. */
export interface CostItem {
  readonly component: CostComponent;
  /** In the unit and currency of `cost`. */
  readonly amount: Decimal;
  readonly units: number | null;
  readonly unit: CostUsageUnit | null;
  readonly parts: readonly CostItem[];
  readonly cost: CallCost;
}

/**
 * The known lines of a cost, largest first, each counted once. With a known total, UNATTRIBUTED makes up the difference, so
 * that they add up to it. Null if no line is known.
 */
export function costItems(cost: CallCost, lines: CostLines): readonly CostItem[] | null {
  const items = knownItems(cost, lines);
  if (items.length === 0) return null;
  const rest = restOf(cost, items);
  if (rest !== null) items.push(itemOf(cost, 'UNATTRIBUTED', { amount: rest, units: null, unit: null }));
  return items.sort((a, b) => compareDecimals(b.amount, a.amount));
}

/** The total less the known lines, negative if they exceed it; null if the total or every line is unknown. */
export function unattributed(cost: CallCost, lines: CostLines): Decimal | null {
  const items = knownItems(cost, lines);
  return items.length === 0 ? null : restOf(cost, items);
}

const restOf = ({ total }: CallCost, items: readonly CostItem[]): Decimal | null =>
  total === null ? null : items.reduce((rest, { amount }) => minus(rest, amount), total);

/** The lines that the source itself gives. */
const knownItems = (cost: CallCost, lines: CostLines): CostItem[] =>
  [
    llmItem(cost, lines),
    knownItem(cost, 'TTS', lines.tts),
    knownItem(cost, 'STT', lines.stt),
    knownItem(cost, 'TELEPHONY', lines.telephony),
  ].filter(item => item !== null);

/** The language model as far as it is known: if only one of its parts is, that part alone. */
function llmItem(cost: CallCost, { llm, llmInput, llmOutput }: CostLines): CostItem | null {
  const parts = [knownItem(cost, 'LLM_INPUT', llmInput), knownItem(cost, 'LLM_OUTPUT', llmOutput)].filter(
    item => item !== null,
  );
  const [first = null, second = null] = parts;
  const sum = second ? addLines(first, second) : first;
  return knownItem(cost, 'LLM', isKnown(llm) ? llm : sum, parts);
}

const knownItem = (
  cost: CallCost,
  component: CostComponent,
  line: CostLine | null,
  parts: readonly CostItem[] = [],
): CostItem | null => (isKnown(line) ? itemOf(cost, component, line, parts) : null);

type KnownLine = CostLine & { readonly amount: Decimal };

const isKnown = (line: CostLine | null): line is KnownLine => line !== null && line.amount !== null;

/** Explicit fields instead of a spread (@v8 1). */
const itemOf = (
  cost: CallCost,
  component: CostComponent,
  { amount, units, unit }: KnownLine,
  parts: readonly CostItem[] = [],
): CostItem => ({ component, amount, units, unit, parts, cost });
