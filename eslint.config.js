import graphql from '@graphql-eslint/eslint-plugin';

const configs = graphql.configs;

/** The schema alone: everything else is linted by Biome. docs/schema.md says the rules in words. */
export default [
  {
    files: ['schema/*.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: 'schema/*.graphql' } },
    },
    rules: {
      ...configs['flat/schema-recommended'].rules,
      ...configs['flat/schema-relay'].rules,
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
        },
      ],
      // Because a source may fail, and a non-null field at the root would take its siblings with it.
      '@graphql-eslint/require-nullable-result-in-root': 'error',
      // Forward only: the sources' own lists cannot be read backwards.
      '@graphql-eslint/relay-arguments': ['error', { includeBoth: false }],
      // Because what one call holds (turns, recordings, …) is bounded by it, and comes whole with one request.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
      // Off, because a sentence stands in one line and a paragraph in a block; the rule knows one form for all.
      '@graphql-eslint/description-style': 'off',
      // Off, because only what can be fetched again has an id: the rule wants one of every type, a test of nodes.
      '@graphql-eslint/strict-id-in-types': 'off',
    },
  },
];
