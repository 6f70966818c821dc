import { type ExecutionArgs, type FieldNode, getOperationAST, isObjectType } from 'graphql';
import { analyzeDocument } from '../../documents/analyze-document.ts';
import type { PercentileShares, StatsRequest } from '../../domain/call-stats.ts';
import { badArgument } from '../../errors/request-errors.ts';
import { compileArguments } from '../../executor/argument-values.ts';
import type { RequestContext } from '../context.ts';
import { createFieldReader, tryRead, type ValidOperation } from './selected-fields.ts';

/** Maximum number of different percentiles in one query, because each takes time for each group. */
const maxPercentiles = 20;

/** Tells the context which percentiles an operation selects, because the index computes them with the rest. */
export function selectPercentiles(
  { schema, document, operationName, contextValue }: ExecutionArgs,
  variables: ValidOperation['variables'],
): void {
  const operation = getOperationAST(document, operationName);
  if (!operation || !analyzeDocument(document).fieldNames.has('callStats')) return;
  const { total, groups } = selectedPercentiles({ schema, document, operation, variables });
  const { size } = new Set([total, groups].flatMap(({ duration, turnCount }) => [...duration, ...turnCount]));
  if (size > maxPercentiles)
    throw badArgument(
      `One query takes at most ${maxPercentiles} different percentiles; this one has ${size}.`,
    );
  (contextValue as RequestContext).statistics.selectPercentiles({ total, groups });
}

/** The shares of all percentiles of statistics in an operation. */
function selectedPercentiles(valid: ValidOperation): StatsRequest['percentiles'] {
  const fieldsOf = createFieldReader(valid);

  /** Fields of a name in the selections of some fields. */
  const within = (nodes: readonly FieldNode[], name: string): FieldNode[] =>
    nodes.flatMap(({ selectionSet }) => {
      const fields = selectionSet ? [...fieldsOf(selectionSet, null, new Set())] : [];
      return fields.map(([field]) => field).filter(field => field.name.value === name);
    });

  const sharesIn = (figures: readonly FieldNode[], figure: keyof PercentileShares): number[] => {
    const shares = within(within(figures, figure), 'percentile').flatMap(node => shareOf(node, valid) ?? []);
    return [...new Set(shares)];
  };
  const percentilesOf = (figures: readonly FieldNode[]): PercentileShares => ({
    duration: sharesIn(figures, 'duration'),
    turnCount: sharesIn(figures, 'turnCount'),
  });

  const operation = [...fieldsOf(valid.operation.selectionSet, null, new Set())].map(([field]) => field);
  const stats = operation.filter(({ name }) => name.value === 'callStats');
  return {
    total: percentilesOf(within(stats, 'total')),
    groups: percentilesOf(within(within(stats, 'groups'), 'figures')),
  };
}

/** The share of a percentile; undefined for one that its field rejects. */
function shareOf(node: FieldNode, { schema, variables }: ValidOperation): number | undefined {
  const type = schema.getType('CallDistribution');
  const definition = isObjectType(type) ? type.getFields()['percentile'] : undefined;
  const share = definition && tryRead(() => compileArguments(definition, node)(variables)['at']);
  return typeof share === 'number' && share > 0 && share < 1 ? share : undefined;
}
