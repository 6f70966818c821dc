import {
  type ConstDirectiveNode,
  type DocumentNode,
  type ObjectTypeDefinitionNode,
  print,
  visit,
} from 'graphql';

/**
 * The schema with the directives of each type in their order in the release and new ones last, because GraphQL Inspector
 * compares repeated directives by their places.
 */
export function orderDirectives(current: DocumentNode, released: DocumentNode): DocumentNode {
  const known = new Map<string, readonly string[]>();
  visit(released, { ObjectTypeDefinition: type => void known.set(type.name.value, printed(type)) });
  return visit(current, {
    ObjectTypeDefinition: type => ({ ...type, directives: inOrder(type, known.get(type.name.value) ?? []) }),
  });
}

function inOrder(
  { directives = [] }: ObjectTypeDefinitionNode,
  order: readonly string[],
): ConstDirectiveNode[] {
  const place = (directive: ConstDirectiveNode): number => order.indexOf(print(directive));
  const isKnown = (directive: ConstDirectiveNode): boolean => place(directive) >= 0;
  return [
    ...directives.filter(isKnown).sort((a, b) => place(a) - place(b)),
    ...directives.filter(directive => !isKnown(directive)),
  ];
}

const printed = ({ directives = [] }: ObjectTypeDefinitionNode): string[] => directives.map(print);
