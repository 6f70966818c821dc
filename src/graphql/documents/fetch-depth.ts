import type { DocumentNode } from 'graphql';
import { analyzeDocument } from '../../documents/analyze-document.ts';
import { FetchDepth } from '../../domain/call.ts';
import type { Execute } from '../../executor/execute.ts';
import type { RequestContext } from '../context.ts';

const conversationFields = ['turns', 'transcript', 'recordings', 'latency'];

/** Limits what the loaders of a request read to the depth that its document selects. */
export const withFetchDepth =
  (execute: Execute): Execute =>
  (args, variables) => {
    const { loaders } = args.contextValue as RequestContext;
    loaders.limitDepth(maxDepthOf(args.document));
    return execute(args, variables);
  };

/** Judges by the field names alone, so that the depth is rather too high than too low. */
function maxDepthOf(document: DocumentNode): FetchDepth {
  const { fieldNames } = analyzeDocument(document);
  for (const name of conversationFields) if (fieldNames.has(name)) return FetchDepth.CONVERSATION;
  return FetchDepth.DETAIL;
}
