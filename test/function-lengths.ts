import { parseAst } from 'vitest/node';

export interface FunctionLength {
  /** The number of the function's first line. */
  readonly line: number;
  /** The lines of the function, except those that lie wholly in functions inside it. */
  readonly lines: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const functionTypes = new Set<unknown>([
  'ArrowFunctionExpression',
  'FunctionDeclaration',
  'FunctionExpression',
]);

/** The functions below a node of the syntax tree, each before the functions inside it. */
function functionsOf(node: unknown): Span[] {
  if (typeof node !== 'object' || node === null) return [];
  const inside = Object.values(node).flatMap(functionsOf);
  return 'type' in node && functionTypes.has(node.type) ? [node as unknown as Span, ...inside] : inside;
}

/** The lines of a text without their indentation. */
function linesOf(text: string): Span[] {
  const lines: Span[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    lines.push({ start: start + line.length - line.trimStart().length, end: start + line.trimEnd().length });
    start += line.length + 1;
  }
  return lines;
}

const overlaps = (a: Span, b: Span) => a.start < b.end && b.start < a.end;
const contains = (outer: Span, inner: Span) => outer.start <= inner.start && inner.end <= outer.end;

/** The length of each function in a text of TypeScript. */
export function functionLengths(text: string): FunctionLength[] {
  const lines = linesOf(text);
  const functions = functionsOf(parseAst(text, { lang: 'ts' }));
  return functions.map(outer => {
    const nested = functions.filter(inner => inner !== outer && contains(outer, inner));
    const own = lines.filter(line => overlaps(outer, line) && !nested.some(inner => contains(inner, line)));
    return { line: lines.findIndex(line => overlaps(outer, line)) + 1, lines: own.length };
  });
}
