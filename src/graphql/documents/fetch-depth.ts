import type { DocumentNode } from 'graphql';
import { analyzeDocument } from '../../documents/analyze-document.ts';
import { FetchDepth } from '../../domain/call.ts';
import type { Execute } from '../../executor/execute.ts';
import type { RequestContext } from '../context.ts';

/** The fields behind which all the rest of a call is. */
const conversational = ['turns', 'transcript', 'recordings'];

/** Lets the loaders of a request leave what its document does not ask for. */
export const withFetchDepth =
  (execute: Execute): Execute =>
  (args, variables) => {
    const { loaders } = args.contextValue as RequestContext;
    loaders.limitDepth(mostAsked(args.document));
    return execute(args, variables);
  };

/** By the names of its fields alone: rather too much than too little. */
function mostAsked(document: DocumentNode): FetchDepth {
  const { fieldNames } = analyzeDocument(document);
  return conversational.some(name => fieldNames.has(name)) ? FetchDepth.CONVERSATION : FetchDepth.DETAIL;
}
