import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { maskError } from '../../errors/mask-error.ts';

/** Masks validation errors, because Yoga does not pass them to its `maskError` option. */
export const useValidationErrors = (): Plugin => ({
  onExecutionResult({ result, setResult }) {
    if (!result || !hasValidationErrors(result)) return;
    setResult({ ...result, errors: result.errors.map(maskError) });
  },
});

const hasValidationErrors = (
  result: object,
): result is ExecutionResult & { errors: readonly GraphQLError[] } =>
  'errors' in result &&
  Array.isArray(result.errors) &&
  result.errors[0]?.extensions?.code === 'GRAPHQL_VALIDATION_FAILED';
