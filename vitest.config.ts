import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Without the alias Vite loads a second copy of graphql beside Node's, and errors fail `instanceof`.
const shared = { resolve: { alias: { graphql: 'graphql/index.js' } } };

/** Starts the worker thread of an index from JavaScript, as the built gateway does. */
const compiledThread = {
  name: 'compiled-thread',
  enforce: 'pre' as const,
  resolveId: (id: string) =>
    id.endsWith('/start-thread.ts')
      ? { id: `${process.env['COMPILED_FOLDER']}/src/call-index/worker/start-thread.js`, external: true }
      : null,
};

const compiled = { ...shared, plugins: [compiledThread] };

/** Files of test/full that take longest. */
const longest = ['third-source', 'graphiql', 'routers', 'image', 'fuzz', 'package'].map(
  name => `/test/full/${name}.test.ts`,
);

/** Starts the longest files first, because a worker that begins such a file as its last leaves the other one idle. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = longest.findIndex(name => moduleId.endsWith(name));
      return place < 0 ? longest.length : place;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...compiled,
        test: {
          name: 'default',
          globalSetup: 'test/compile.ts',
          include: ['test/**/*.test.ts'],
          exclude: ['test/full/**', 'test/prove/**'],
          // Because nothing that one file could tell of another is kept in src or test, they can share their imports.
          isolate: false,
          // On a busy machine with two cores a program alone may take twenty seconds to start.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 50_000 } },
        },
      },
      {
        ...compiled,
        test: {
          name: 'full',
          globalSetup: 'test/compile.ts',
          include: ['test/full/**/*.test.ts'],
          exclude: ['test/full/web/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 50_000 } },
        },
      },
      {
        ...shared,
        test: {
          name: 'web',
          include: ['test/full/web/**/*.test.ts'],
          globalSetup: 'test/full/web/build-page.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 50_000 } },
        },
      },
      {
        ...shared,
        test: {
          name: 'prove',
          include: ['test/prove/**/*.test.ts'],
          testTimeout: 3_600_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 50_000 } },
        },
      },
    ],
  },
});
