import { GraphQLError, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Keeps the schema from whoever asks for it as a router does; what routers need to run is not touched. */
export const useDisabledSdl = (): Plugin => ({
  onValidate: ({ addValidationRule }) => addValidationRule(noService),
});

const noService: ValidationRule = context => ({
  Field(node) {
    if (node.name.value !== '_service') return;
    context.reportError(
      new GraphQLError('This gateway does not give its schema to routers.', { nodes: node }),
    );
  },
});
