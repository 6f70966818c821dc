import type { DocumentNode, ExecutionArgs, ExecutionResult, GraphQLError } from 'graphql';
import { analyzeDocument } from '../../documents/analyze-document.ts';
import type { Notice } from '../../domain/source-event.ts';
import type { Execute } from '../../executor/execute.ts';
import type { RequestContext } from '../../graphql/context.ts';
import { comesInParts } from '../../graphql/documents/incremental-delivery.ts';
import type { PersistedDocuments } from '../../graphql/documents/persisted-documents.ts';
import { coercedVariables } from '../../graphql/documents/variable-values.ts';
import type { CheckUpstreamCost } from '../../graphql/query-cost/query-cost.ts';
import { wantsTrace } from '../../observability/ftv1/trace.ts';
import { endExecution, type OperationSummary, type RequestState } from '../../observability/request-state.ts';
import { operationIn, type RequestReport } from '../../observability/request-summary.ts';
import { cacheDependencies, withTraceExtensions } from '../../observability/request-trace.ts';
import { type Asked, readAsked } from '../request-params.ts';
import type { ReadDocument } from './validated-documents.ts';

/** What is to be sent, and how it came about. */
export interface Written {
  readonly body: string | Buffer;
  readonly operation: OperationSummary;
  /** What of memory alone it was answered from; null where it has errors, or anything of it came another way. */
  readonly memories: readonly Notice[] | null;
}

/** Answers the body of a request in one piece; null where anything is not in order with it. */
export type Answer = (state: RequestState, question: string) => Promise<Written | null>;

/** The stages that such a request passes, the same as on the long way. */
export interface PlainAnswersOptions {
  readonly report: RequestReport;
  readonly persisted: PersistedDocuments;
  readonly readDocument: ReadDocument;
  readonly execute: Execute;
  readonly executing: Pick<ExecutionArgs, 'schema' | 'hideSuggestions'>;
  /** Opens the scope of a request and creates its context. */
  open(state: RequestState): RequestContext;
  readonly check: CheckUpstreamCost;
  coded(error: unknown): GraphQLError;
}

export const createPlainAnswers =
  (stages: PlainAnswersOptions): Answer =>
  (state, question) => {
    const asked = readAsked(question, stages.persisted);
    const run = asked && prepare(stages, state, asked);
    return run ? run() : Promise.resolve(null);
  };

const isNotPlain = new Error('Only Yoga answers in parts, with a trace, or what is no query.');

/** All that comes before execution; null where any of it objects, or fails. */
function prepare(
  stages: PlainAnswersOptions,
  state: RequestState,
  asked: Asked,
): (() => Promise<Written>) | null {
  const { query, variables } = asked;
  const operationName = asked.operationName || null;
  const document = stages.readDocument(query, operationName);
  if (!document) return null;
  try {
    const args: ExecutionArgs = {
      schema: stages.executing.schema,
      hideSuggestions: stages.executing.hideSuggestions,
      document,
      operationName,
      variableValues: variables ?? null,
      contextValue: stages.open(state),
    };
    const operation = operationIn(document, operationName);
    if (operation.operationType !== 'query' || comesInParts(args, state.head) || wantsTrace(state.head))
      throw isNotPlain;
    const coerced = coercedVariables(args);
    stages.check(args, coerced);
    state.operation = operation;
    stages.persisted.keep(asked);
    return async () => {
      state.executed = true;
      try {
        const result = withTraceExtensions(await stages.execute(args, coerced), state);
        const body = JSON.stringify(codedResult(stages, state, result));
        return { body, operation, memories: canBeKept(result, document) ? cacheDependencies(state) : null };
      } finally {
        endExecution(state);
      }
    };
  } catch {
    endExecution(state);
    return null;
  }
}

/** The field that leads to how things are at this moment, and not to what a source said. */
const ofTheMoment = 'sources';

const canBeKept = ({ errors }: ExecutionResult, document: DocumentNode): boolean =>
  !errors && !analyzeDocument(document).fieldNames.has(ofTheMoment);

function codedResult(
  { coded, report }: PlainAnswersOptions,
  state: RequestState,
  result: ExecutionResult,
): ExecutionResult {
  if (!result.errors) return result;
  const errors = result.errors.map(coded);
  report.failed(state, errors);
  return { ...result, errors };
}
