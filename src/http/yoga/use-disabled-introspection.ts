import { NoSchemaIntrospectionCustomRule, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Keeps the schema to those who have it: no introspection, and no "Did you mean" that spells it out. */
export const useDisabledIntrospection = (): Plugin => ({
  onValidate({ addValidationRule, setValidationFn }) {
    addValidationRule(NoSchemaIntrospectionCustomRule);
    setValidationFn((schema, document, rules, typeInfo, options) =>
      validate(schema, document, rules, { ...options, hideSuggestions: true }, typeInfo),
    );
  },
  onExecute({ args }) {
    Object.assign(args, { hideSuggestions: true });
  },
});
