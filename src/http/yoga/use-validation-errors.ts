import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { maskError } from '../../errors/mask-error.ts';

/** Gives the errors of validation the form of all others, because Yoga does not take them through `maskError`. */
export const useValidationErrors = (): Plugin => ({
  onExecutionResult({ result, setResult }) {
    if (!result || !isRefused(result)) return;
    setResult({ ...result, errors: result.errors.map(maskError) });
  },
});

const isRefused = (result: object): result is ExecutionResult & { errors: readonly GraphQLError[] } =>
  'errors' in result &&
  Array.isArray(result.errors) &&
  result.errors[0]?.extensions?.code === 'GRAPHQL_VALIDATION_FAILED';
