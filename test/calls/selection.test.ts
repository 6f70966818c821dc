import { expect, test } from 'vitest';
import type { CallFilter } from '../../src/domain/call-filter.ts';
import { createContext } from '../../src/graphql/context.ts';
import type { CallFilter as FilterInput } from '../../src/graphql/generated/resolver-types.ts';
import { readSelection } from '../../src/graphql/resolvers/call-filter.ts';
import { butterInMemory } from '../merged-connection/in-memory.ts';
import { requestScope } from '../request-scope.ts';

const scope = requestScope();

function openContext() {
  const { connected } = butterInMemory();
  const asked: CallFilter[] = [];
  const calls = connected.calls && {
    ...connected.calls,
    excludes(filter: CallFilter) {
      asked.push(filter);
      return false;
    },
  };
  const caller = { name: 'anonymous', authMethod: 'ANONYMOUS' } as const;
  const context = createContext({ sources: [{ ...connected, calls }], driftOf: () => 0, caller, scope });
  return { context, asked };
}

test('a filter is parsed once for query cost and resolver, and each source is consulted once', () => {
  const { context, asked } = openContext();
  const filter = (): FilterInput => ({ customerNumber: '(555) 987-6543', duration: { min: 1 } });
  const selection = readSelection(filter(), context);
  expect(readSelection(filter(), context)).toBe(selection);
  expect(readSelection({ duration: { min: 2 } }, context)).not.toBe(selection);
  expect(readSelection(null, context)).toBe(readSelection(undefined, context));
  expect(asked).toHaveLength(3);
});

test('an invalid filter is refused each time', () => {
  const { context, asked } = openContext();
  const read = () => readSelection({ duration: { min: -1 } }, context);
  expect(read).toThrow('`filter.duration.min`');
  expect(read).toThrow('`filter.duration.min`');
  expect(asked).toEqual([]);
});
