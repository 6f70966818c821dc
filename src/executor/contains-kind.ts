import { type ASTNode, BREAK, type Kind, visit } from 'graphql';

export function containsKind(node: ASTNode, kind: Kind): boolean {
  let found = false;
  visit(node, {
    enter(inner) {
      found ||= inner.kind === kind;
      return found ? BREAK : undefined;
    },
  });
  return found;
}
