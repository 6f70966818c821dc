import {
  defaultFieldResolver,
  execute,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { isAsyncIterable, type Plugin } from 'graphql-yoga';
import type { RequestContext } from '../../graphql/context.ts';
import { executeConsistently } from '../../graphql/documents/consistent-execution.ts';
import { isIncremental } from '../../graphql/documents/incremental-delivery.ts';
import { encodeTrace } from '../../observability/ftv1/protobuf.ts';
import { createTrace, type Trace, type TraceClocks, wantsTrace } from '../../observability/ftv1/trace.ts';

export interface InlineTraceOptions extends TraceClocks {
  /** Whether routers may have traces. */
  readonly traces: boolean;
  /** Makes a schema of its own, so that a request that is not traced costs nothing more. */
  readonly buildSchema: () => GraphQLSchema;
  /** Makes an error as the client will see it. */
  readonly mask: (error: unknown) => GraphQLError;
}

/**
 * Adds the time of each field to a response, when a router asks for it by Apollo's header. See
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
  let traced: GraphQLSchema | null = null;

  function tracedSchema(): GraphQLSchema {
    traced ??= withTraces(buildSchema(), traces);
    return traced;
  }

  return {
    onExecute({ args, setExecuteFn }) {
      const { request } = args.contextValue;
      // Because a trace goes with the whole of an answer.
      if (!wantsTrace(request) || isIncremental(args, request)) return;
      let trace = createTrace(clocks);
      function traced() {
        trace = createTrace(clocks);
        traces.set(args.contextValue, trace);
        return execute({ ...args, schema: tracedSchema() });
      }
      setExecuteFn(() => executeConsistently(args.contextValue as object as RequestContext, traced));
      return {
        onExecuteDone({ result, setResult }) {
          if (isAsyncIterable(result)) return;
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

type Resolver = GraphQLFieldResolver<unknown, object>;

const tracedResolver =
  (resolve: Resolver, traces: WeakMap<object, Trace>): Resolver =>
  (source, args, context, info) => {
    const end = traces.get(context)?.begin(info);
    const value = resolve(source, args, context, info);
    // A list of promises has ended with the last of them; what fails is dealt with by who asked for it.
    if (end) void Promise.allSettled(Array.isArray(value) ? value : [value]).then(end);
    return value;
  };
