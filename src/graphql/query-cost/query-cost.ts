import { type ExecutionArgs, getOperationAST } from 'graphql';
import { badArgument, tooExpensive } from '../../errors/request-errors.ts';
import type { RequestContext } from '../context.ts';
import { type Estimate, estimate } from './estimate.ts';
import type { ListEstimate } from './list-estimate.ts';
import { type FieldSelection, fieldSelections, type ValidOperation } from './selected-fields.ts';

/** Share of a quota that one query may take, which leaves a fifth to other requests. */
const share = 0.8;
/** Requests per second of Butter's smallest plan, the default where no quota is set. */
const defaultQuota = 10;

/** Number of upstream requests that the tightest quota, in requests per second, serves before the deadline. */
export const affordableRequests = (deadlineMs: number, quotas: readonly number[]): number =>
  Math.max(
    1,
    Math.floor(
      (deadlineMs / 1000) * Math.min(...quotas, quotas.length > 0 ? Infinity : defaultQuota) * share,
    ),
  );

/** Query cost analysis: rejects an operation before execution if it may exceed the limit of upstream requests. */
export type CheckQueryCost = (args: ExecutionArgs, variables: ValidOperation['variables']) => void;

export const createQueryCost =
  (maxRequests: number): CheckQueryCost =>
  (args, variables) => {
    const operation = getOperationAST(args.document, args.operationName);
    if (!operation) return;
    const { schema, document } = args;
    const selected = fieldSelections({ schema, document, operation, variables });
    for (const field of selected) checkLists(field.args);
    checkKeys(selected);
    const cost = estimate(selected, args.contextValue as RequestContext);
    if (cost.requests > maxRequests) throw tooExpensive(costMessage(cost, maxRequests));
  };

const maxItems = 100;

/** Rejects long lists before execution; each field validates their items itself. */
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

/** Argument with a limit of its own, because routers repeat an entity for each occurrence, and loaders load it once. */
const references = 'representations';

/** Limit of the keys of one query, because each that fails has an error of its own, which takes time to make. */
const maxKeys = 1_000;

/** Counts all fields together, because aliases may repeat a field. */
function checkKeys(selected: readonly FieldSelection[]): void {
  for (const name of ['ids', references]) {
    const count = selected.reduce((sum, { args }) => sum + lengthOf(args[name]), 0);
    if (count > maxKeys)
      throw badArgument(`One query takes at most ${maxKeys} items of \`${name}\`; this one has ${count}.`);
  }
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);

function costMessage({ requests, largestList }: Estimate, maxRequests: number): string {
  const refusal = `This query may take ${requests} upstream requests, and ${maxRequests} are allowed.`;
  const limit = largestList ? largestLimit(largestList, requests - maxRequests) : 0;
  if (!largestList || limit < 1) return `${refusal} Ask for fewer things at a time.`;
  const { argument, responseKey } = largestList;
  return `${refusal} With \`${argument}: ${limit}\` on \`${responseKey}\` it would fit.`;
}

/** Largest size with which a list saves the excess requests; 0 or less if fewer rows do not help. */
const largestLimit = ({ limit, perRow }: ListEstimate, excess: number): number =>
  perRow === 0 ? 0 : limit - Math.ceil(excess / perRow);
