import { type DocumentNode, getOperationAST, parse, type Source } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { analyzeDocument } from '../../documents/analyze-document.ts';
import type { DocumentSize } from '../../documents/document-size.ts';
import type { NestedLists } from '../../documents/nested-lists.ts';
import { tooExpensive } from '../../errors/request-errors.ts';
import { repetitionIn } from './repetition.ts';

/** Maximum size of a document with its fragments expanded. */
interface DocumentLimits extends DocumentSize {
  readonly tokens: number;
  /** Lines, because graphql-js counts them from the start for the place of each error. */
  readonly lines: number;
}

/** Default limits, with room for the queries of GraphiQL and code generators, and for any page of fields. */
const documentLimits: DocumentLimits = {
  tokens: 2_000,
  lines: 5_000,
  depth: 15,
  aliases: 50,
  directives: 50,
  fields: 50,
  defers: 10,
  innerDefers: 0,
};

const labels: Readonly<Record<keyof DocumentSize, string>> = {
  depth: 'levels of fields',
  aliases: 'aliases',
  directives: 'directives',
  fields: 'fields at the top',
  defers: 'fragments with `@defer`',
  innerDefers: 'fragments with `@defer` within a `transcript` or `turns`',
};

/** Rejects an oversized document before validation, whose time grows with the document. */
export function useDocumentLimits(limits: DocumentLimits = documentLimits): Plugin {
  function rejectionFor(document: DocumentNode, operationName: string | undefined): string | null {
    const operation = getOperationAST(document, operationName);
    if (!operation) return null;
    const { sizeOf, nestedListsOf } = analyzeDocument(document);
    return (
      excessOf(sizeOf(operation), limits) ??
      nestingIn(nestedListsOf(operation)) ??
      repetitionIn(document, operation)
    );
  }

  return {
    onParse({ context, setParseFn }) {
      setParseFn(source => parseUpTo(limits, source));
      return ({ result }) => {
        if (!isDocument(result)) return;
        const rejection = rejectionFor(result, context.params?.operationName ?? undefined);
        if (rejection !== null) throw tooExpensive(rejection);
      };
    },
  };
}

/** Parses up to the token limit, because the recursive parser overflows its stack on a deep document. */
function parseUpTo({ tokens, lines }: DocumentLimits, source: string | Source): DocumentNode {
  const text = typeof source === 'string' ? source : source.body;
  if (text.split(lineBreak, lines + 1).length > lines)
    throw tooExpensive(`The query may have at most ${lines} lines; this one has more.`);
  try {
    return parse(source, { maxTokens: tokens });
  } catch (error) {
    // Only the message distinguishes this error of graphql-js from a syntax error.
    if (error instanceof Error && /contains more tha[nt] \d+ tokens/.test(error.message))
      throw tooExpensive(`The query may have at most ${tokens} tokens; this one has more.`);
    // Values nested a thousand times may overflow the stack even within the token limit.
    if (error instanceof RangeError) throw tooExpensive('The query is nested too deeply.');
    throw error;
  }
}

/** As the GraphQL specification has it, section 2.1.2. */
const lineBreak = /\r\n|[\n\r]/;

const isDocument = (result: DocumentNode | Error | null): result is DocumentNode =>
  result !== null && !(result instanceof Error);

function excessOf(size: DocumentSize, limits: DocumentLimits): string | null {
  const measures: (keyof DocumentSize)[] = [
    'depth',
    'aliases',
    'directives',
    'fields',
    'defers',
    'innerDefers',
  ];
  const excess = measures.find(measure => size[measure] > limits[measure]);
  if (!excess) return null;
  const found = size[excess] > 100_000 ? 'over 100000' : size[excess];
  return `The query may have at most ${limits[excess]} ${labels[excess]}; this one has ${found}.`;
}

const nestingIn = (nested: NestedLists | null): string | null =>
  nested && (nested.inner === 'calls' ? callsWithin(nested) : partsWithin(nested));

const callsWithin = ({ outer }: NestedLists): string =>
  `The query has \`calls\` within \`${outer}\`, which would list calls for each item of another list. Of all lists, only \`voiceAgents\` may have \`calls\` within it.`;

const partsWithin = (nested: NestedLists): string =>
  `The query has \`${nested.inner}\` within \`${nested.outer}\`, which would repeat a list of the call for each item of another. Only \`turns { transcript }\`, \`turns { events }\`, \`transcript { turn { events } }\`, and \`recordings\` of a \`call\` of \`turns\` or \`transcript\`, may stand within one another, two at most.`;
