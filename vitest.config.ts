import { defineConfig } from 'vitest/config';

// Without the alias Vite loads a second copy of graphql beside Node's, and errors fail `instanceof`.
const shared = { resolve: { alias: { graphql: 'graphql/index.js' } } };

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          name: 'default',
          include: ['test/**/*.test.ts'],
          exclude: ['test/full/**'],
          testTimeout: 10_000,
        },
      },
      {
        ...shared,
        test: {
          name: 'full',
          include: ['test/full/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
