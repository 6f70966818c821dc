import { GraphQLError, type ValidationRule } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Disables `_service`, through which federation routers read the schema. `_entities` keeps working. */
export const useDisabledSdl = (): Plugin => ({
  onValidate: ({ addValidationRule }) => addValidationRule(noServiceRule),
});

const noServiceRule: ValidationRule = context => ({
  Field(node) {
    if (node.name.value !== '_service') return;
    context.reportError(
      new GraphQLError('This gateway does not give its schema to routers.', { nodes: node }),
    );
  },
});
