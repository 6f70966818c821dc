import {
  defaultFieldResolver,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import { countBytes } from '../../executor/answer-size.ts';
import { createExecute, type Execute } from '../../executor/execute.ts';
import { isPromise } from '../../executor/execute-fields.ts';
import { answerSizeOf, type RequestContext } from '../../graphql/context.ts';
import { withConsistentExecution } from '../../graphql/documents/consistent-execution.ts';
import { isIncremental } from '../../graphql/documents/incremental-delivery.ts';
import { variableValuesOf } from '../../graphql/documents/variable-values.ts';
import { encodeTrace } from '../../observability/ftv1/protobuf.ts';
import { createTrace, type Trace, type TraceClocks, wantsTrace } from '../../observability/ftv1/trace.ts';

export interface InlineTraceOptions extends TraceClocks {
  readonly traces: boolean;
  /** Builds a second schema for traced requests, so that other requests pay nothing for tracing. */
  readonly buildSchema: () => GraphQLSchema;
  readonly mask: (error: unknown) => GraphQLError;
}

/**
 * Apollo inline trace (ftv1): adds the timing of each field to a response if a router requests it. See
 * docs/decisions/0008-inline-traces.md.
 */
export function useInlineTrace({
  traces: allowed,
  buildSchema,
  mask,
  ...clocks
}: InlineTraceOptions): Plugin {
  if (!allowed) return {};
  const traces = new WeakMap<object, Trace>();
  let traced: Execute | null = null;

  return {
    onExecute({ args, setExecuteFn }) {
      const { request } = args.contextValue;
      // An incremental response has no trace, because a trace covers the whole response.
      if (!wantsTrace(request) || isIncremental(args, request)) return;
      traced ??= createExecute(withTraces(buildSchema(), traces), { answerSizeOf });
      const execute = traced;
      let trace = createTrace(clocks);
      const executeTraced = withConsistentExecution((...executed) => {
        trace = createTrace(clocks);
        traces.set(args.contextValue, trace);
        return execute(...executed);
      });
      setExecuteFn(() => executeTraced(args, variableValuesOf(args)));
      return {
        onExecuteDone({ result, setResult }) {
          // A refused answer has no trace, because the trace would hold a node for each field before the bound.
          if (isAsyncIterable(result) || answerSizeOf(args.contextValue).excess) return;
          const ftv1 = encodeTrace(trace.end((result.errors ?? []).map(mask)));
          setResult({ ...result, extensions: { ...result.extensions, ftv1 } });
        },
      };
    },
  };
}

function withTraces(schema: GraphQLSchema, traces: WeakMap<object, Trace>): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields()))
      field.resolve = tracedResolver(field.resolve ?? defaultFieldResolver, traces);
  }
  return schema;
}

/** Typical size of a field's node in the trace, in base64. */
const nodeBytes = 40;

type Resolver = GraphQLFieldResolver<unknown, object>;

const tracedResolver =
  (resolve: Resolver, traces: WeakMap<object, Trace>): Resolver =>
  (source, args, context, info) => {
    countBytes((context as RequestContext).answerSize, nodeBytes);
    const end = traces.get(context)?.begin(info);
    const value = resolve(source, args, context, info);
    if (end) endWith(value, end);
    return value;
  };

/** Ends a field at once if it has its value, because most fields do; the executor handles the errors of promises. */
function endWith(value: unknown, end: () => void): void {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (values.some(isPromise)) void Promise.allSettled(values).then(end);
  else end();
}
