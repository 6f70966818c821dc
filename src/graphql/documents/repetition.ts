import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  type OperationDefinitionNode,
} from 'graphql';
import { analyzeDocument } from '../../documents/analyze-document.ts';
import { argumentsKey } from '../../documents/argument-key.ts';
import { maxNames, type RepeatedField } from '../../documents/repeated-fields.ts';
import { tooExpensive } from '../../errors/request-errors.ts';

type Variables = Readonly<Record<string, unknown>>;

/**
 * Describes a field that one selection set repeats too often with the same arguments; null if there is none. Without
 * `variables`, two variables count as different.
 */
export function repetitionIn(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables | null = null,
): string | null {
  for (const field of analyzeDocument(document).repeatedFieldsOf(operation)) {
    const names = countNames(field, variables);
    if (names > maxNames)
      return `A field with the same arguments may have at most ${maxNames} names in one selection set; \`${field[0]?.name.value}\` has ${names}.`;
  }
  return null;
}

/** Largest number of response names with the same arguments. */
function countNames(field: RepeatedField, variables: Variables | null): number {
  const counts = new Map<string, number>();
  for (const node of field) {
    const key = argumentsKey(node, variables);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return Math.max(...counts.values());
}

/** Rejects repetitions that only the coerced variables show. */
export function checkRepetition({ document, operationName }: ExecutionArgs, variables: Variables): void {
  const operation = getOperationAST(document, operationName);
  const repetition = operation && repetitionIn(document, operation, variables);
  if (repetition) throw tooExpensive(repetition);
}
