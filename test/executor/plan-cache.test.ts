import fc from 'fast-check';
import { type OperationDefinitionNode, parse } from 'graphql';
import { expect, test } from 'vitest';
import { createPlanCache } from '../../src/executor/plan-cache.ts';

const documents = Array.from({ length: 20 }, (_, index) => parse(`{ field${index} }`));
const operationOf = (index: number) => documents[index]?.definitions[0] as OperationDefinitionNode;
const maxBytes = 60_000;

test('however plans grow, the cache stays within its bytes and keeps the last one that fits (property)', () => {
  const steps = fc.array(fc.record({ index: fc.nat(19), fields: fc.nat(60) }), { maxLength: 60 });
  fc.assert(
    fc.property(steps, all => {
      const cache = createPlanCache(maxBytes);
      const planned = new Map<object, number>();
      for (const { index, fields } of all) {
        const document = documents[index] ?? parse('{ a }');
        const plans = cache.get(document, operationOf(index));
        plans.countFields(fields);
        planned.set(plans, (planned.get(plans) ?? 0) + fields);
        expect(cache.bytes()).toBeLessThanOrEqual(maxBytes);
        const fits = (planned.get(plans) ?? 0) <= 41;
        expect(cache.get(document, operationOf(index)) === plans).toBe(fits);
      }
    }),
  );
});

test('plans that were evicted no longer count when they grow', () => {
  const cache = createPlanCache(maxBytes);
  const [first, second] = [parse('{ a }'), parse('{ b }')];
  const plansOf = (document: typeof first) =>
    cache.get(document, document.definitions[0] as OperationDefinitionNode);
  const evicted = plansOf(first);
  plansOf(second).countFields(39);
  evicted.countFields(39);
  const bytes = cache.bytes();
  evicted.countFields(1_000);
  expect(cache.bytes()).toBeLessThanOrEqual(bytes);
  expect(cache.bytes()).toBeLessThanOrEqual(maxBytes);
});
