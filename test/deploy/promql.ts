import { parser } from '@prometheus-io/lezer-promql';

type Node = ReturnType<typeof parser.parse>['topNode'];

/** A selector of series in a query. */
export interface Selector {
  readonly name: string;
  readonly matchers: readonly Matcher[];
  /** Labels by which the results of its series are grouped or matched. */
  readonly grouping: readonly string[];
  /** Functions that are applied to it, such as `rate`. */
  readonly functions: readonly string[];
}

export interface Matcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** Reads the selectors of a query. Throws if the query is no PromQL. */
export function selectorsOf(query: string): Selector[] {
  const selectors: Selector[] = [];
  parser.parse(query).iterate({
    enter({ node, name, type }) {
      if (type.isError) throw new Error(`Not PromQL from character ${node.from} on: ${query}`);
      if (name === 'VectorSelector') selectors.push(selectorOf(node, query));
    },
  });
  if (selectors.length === 0) throw new Error(`No selector: ${query}`);
  return selectors;
}

function selectorOf(node: Node, query: string): Selector {
  const text = ({ from, to }: Node) => query.slice(from, to);
  const around = ancestorsOf(node);
  return {
    name: descendantsOf(node, 'Identifier').map(text)[0] ?? '',
    matchers: descendantsOf(node, 'UnquotedLabelMatcher').map(matcher => {
      const [label, operator, value] = childrenOf(matcher).map(text);
      return { label, operator, value: JSON.parse(value ?? '') } as Matcher;
    }),
    grouping: around
      .flatMap(modifiersOf)
      .flatMap(modifier => descendantsOf(modifier, 'LabelName'))
      .map(text),
    functions: around
      .filter(({ name }) => name === 'FunctionCall')
      .flatMap(call => childrenOf(call).slice(0, 1))
      .map(text),
  };
}

/** The modifiers `by`, `on` and the like of an expression. */
const modifiersOf = (expression: Node): Node[] =>
  childrenOf(expression).filter(({ name }) => /^(?:AggregateModifier|MatchingModifierClause)$/.test(name));

function ancestorsOf(node: Node): Node[] {
  const { parent } = node;
  return parent ? [parent, ...ancestorsOf(parent)] : [];
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

const descendantsOf = (node: Node, name: string): Node[] =>
  childrenOf(node).flatMap(child => [...(child.name === name ? [child] : []), ...descendantsOf(child, name)]);

/** Labels of the results of a query that aggregates. */
export const resultLabelsOf = (query: string): Set<string> =>
  new Set(selectorsOf(query).flatMap(({ grouping }) => grouping));
