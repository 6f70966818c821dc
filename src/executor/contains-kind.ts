import { type ASTNode, BREAK, type Kind, visit } from 'graphql';

/** Whether anything of a kind is in what is written. */
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
