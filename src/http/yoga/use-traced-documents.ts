import type { Plugin } from 'graphql-yoga';
import type { TraceStep } from '../../observability/tracing/tracing.ts';
import { requestStateFrom } from '../handover.ts';

/** Spans for parsing and validation, which do not run for a document that is cached. */
export const useTracedDocuments = (step: TraceStep): Plugin => ({
  onParse({ context, parseFn, setParseFn }) {
    const state = requestStateFrom(context);
    setParseFn((...args) => step('graphql.parse', state, () => parseFn(...args)));
  },
  onValidate({ context, validateFn, setValidationFn }) {
    const state = requestStateFrom(context);
    setValidationFn((...args) => step('graphql.validate', state, () => validateFn(...args)));
  },
});
