import { type ExecutionArgs, getOperationAST } from 'graphql';
import { badArgument, tooExpensive } from '../../errors/request-errors.ts';
import type { RequestContext } from '../context.ts';
import { type Estimate, estimate, type ListEstimate } from './estimate.ts';
import { type FieldSelection, fieldSelections, type ValidOperation } from './selected-fields.ts';

/** A fifth of a quota is left for whoever else asks. */
const share = 0.8;
/** What Butter's smallest plan allows, for where no quota is set. */
const usualQuota = 10;

/** How many upstream requests the tightest of these quotas, each a second, serves before the deadline. */
export const affordableRequests = (deadlineMs: number, quotas: readonly number[]): number =>
  Math.max(
    1,
    Math.floor((deadlineMs / 1000) * Math.min(...quotas, quotas.length > 0 ? Infinity : usualQuota) * share),
  );

/** Refuses an operation that could take more upstream requests than one may, before the first of them. */
export type CheckQueryCost = (args: ExecutionArgs, variables: ValidOperation['variables']) => void;

export const createQueryCost =
  (maxRequests: number): CheckQueryCost =>
  (args, variables) => {
    const operation = getOperationAST(args.document, args.operationName);
    if (!operation) return;
    const { schema, document } = args;
    const selected = fieldSelections({ schema, document, operation, variables });
    for (const field of selected) checkLists(field.args);
    checkReferences(selected);
    const found = estimate(selected, args.contextValue as RequestContext);
    if (found.requests > maxRequests) throw tooExpensive(costMessage(found, maxRequests));
  };

const maxItems = 100;

/** Refuses long lists before anything runs; what they hold is for each field to judge. */
function checkLists(args: Readonly<Record<string, unknown>>): void {
  for (const name in args) {
    const value = args[name];
    if (name === references) continue;
    if (Array.isArray(value)) checkLength(name, value);
    else if (isInput(value)) checkLists(value);
  }
}

const isInput = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function checkLength(name: string, { length }: readonly unknown[]): void {
  if (length > maxItems)
    throw badArgument(`\`${name}\` takes at most ${maxItems} items; this one has ${length}.`);
}

/** Apart, because a router names a thing as often as it stands in its answer, and what comes often is loaded once. */
const references = 'representations';
const maxReferences = 1_000;

/** Of all fields together, because a field may be asked for by many names. */
function checkReferences(selected: readonly FieldSelection[]): void {
  const count = selected.reduce((sum, { args }) => sum + lengthOf(args[references]), 0);
  if (count > maxReferences)
    throw badArgument(
      `One query takes at most ${maxReferences} items of \`${references}\`; this one has ${count}.`,
    );
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

function costMessage({ requests, largestList }: Estimate, maxRequests: number): string {
  const refusal = `This query may take ${requests} upstream requests, and ${maxRequests} are allowed.`;
  const first = largestList ? largestFirst(largestList, requests - maxRequests) : 0;
  if (first < 1) return `${refusal} Ask for fewer things at a time.`;
  return `${refusal} With \`first: ${first}\` on \`${largestList?.responseKey}\` it would fit.`;
}

/** The most rows with which a list takes so many requests less; 0 or less where fewer rows do not help. */
const largestFirst = ({ first, perRow }: ListEstimate, excess: number): number =>
  perRow === 0 ? 0 : first - Math.ceil(excess / perRow);
