import { BREAK, type DocumentNode, visit } from 'graphql';
import type { RequestContext } from '../../context.ts';
import { CallPart } from '../../domain/call.ts';
import { createSlot } from '../../domain/slot.ts';
import type { Execute } from '../../execution/execute.ts';

/** The fields behind which all the rest of a call is. */
const conversational: ReadonlySet<string> = new Set(['turns', 'transcript', 'recordings']);

const known = createSlot<DocumentNode, CallPart>('most asked');

/** Lets the loaders of a request leave what its document does not ask for. */
export const withMostAsked =
  (execute: Execute): Execute =>
  (args, variables) => {
    const { loaders } = args.contextValue as RequestContext;
    loaders.expect(mostAsked(args.document));
    return execute(args, variables);
  };

/** By the names of its fields alone: rather too much than too little. */
function mostAsked(document: DocumentNode): CallPart {
  const most = known.of(document) ?? look(document);
  known.put(document, most);
  return most;
}

function look(document: DocumentNode): CallPart {
  let most: CallPart = CallPart.DETAIL;
  visit(document, {
    Field({ name }) {
      if (!conversational.has(name.value)) return undefined;
      most = CallPart.CONVERSATION;
      return BREAK;
    },
  });
  return most;
}
