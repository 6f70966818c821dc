import {
  type ASTVisitor,
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLError,
  GraphQLNonNull,
  GraphQLSchema,
  GraphQLString,
  Kind,
  type ValidationContext,
} from 'graphql';

const deferDirective = new GraphQLDirective({
  name: 'defer',
  description:
    'Lets the answer go out before this fragment, which follows in a part of its own to a client that accepts `multipart/mixed`.',
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: {
    if: { type: new GraphQLNonNull(GraphQLBoolean), defaultValue: true, description: 'Whether to.' },
    label: { type: GraphQLString, description: 'Comes back with the part.' },
  },
});

/** Adds `@defer` in code and not in `schema/`, because composers and code generators bring their own definition. */
export const withDefer = (schema: GraphQLSchema): GraphQLSchema =>
  new GraphQLSchema({ ...schema.toConfig(), directives: [...schema.getDirectives(), deferDirective] });

/** Validation rule: labels of `@defer` are unique, because clients tell the parts apart by label. */
export function deferLabelRule(context: ValidationContext): ASTVisitor {
  const labels = new Set<string>();
  return {
    Directive(node) {
      const value = node.arguments?.find(({ name }) => name.value === 'label')?.value;
      if (node.name.value !== deferDirective.name || !value || value.kind === Kind.NULL) return;
      if (value.kind !== Kind.STRING) report('`label` of `@defer` must be a string and no variable.');
      else if (labels.has(value.value)) report('`label` of `@defer` must be unique in the document.');
      else labels.add(value.value);

      function report(message: string): void {
        context.reportError(new GraphQLError(message, { nodes: node }));
      }
    },
  };
}
