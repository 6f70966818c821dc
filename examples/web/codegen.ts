import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../schema/*.graphql',
  documents: ['src/**/*.{ts,tsx}', '!src/gql/**'],
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'unmask' } },
      config: {
        immutableTypes: true,
        strictScalars: true,
        useTypeImports: true,
        // A Decimal stays the string it is: as a number it would no longer be exact.
        scalars: { DateTime: 'string', DateTimeOrDate: 'string', Decimal: 'string', JSON: 'unknown' },
      },
    },
  },
};

export default config;
