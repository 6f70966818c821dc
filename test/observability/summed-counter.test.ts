import fc from 'fast-check';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createSummedCounter } from '../../src/observability/summed-counter.ts';

const name = 'a_total';
const labelNames = ['source', 'type'];

async function seriesIn(registry: Registry): Promise<Map<string, number>> {
  const values = (await registry.getSingleMetric(name)?.get())?.values ?? [];
  return new Map(values.map(({ labels, value }) => [JSON.stringify(labels), value]));
}

test('a series that was only created is 0', async () => {
  const registry = new Registry();
  createSummedCounter({ name, help: 'A.', labelNames, registry }).zero('BURKI', 'hit');
  expect(await registry.metrics()).toContain('a_total{source="BURKI",type="hit"} 0');
});

test('each scrape shows the number of all increments so far, for any labels and times of scrapes', async () => {
  const label = fc.constantFrom('a', 'b', '', '__proto__', 'a\nb');
  const step = fc.oneof(fc.tuple(label, label), fc.constant('scrape' as const));
  await fc.assert(
    fc.asyncProperty(fc.array(step), async steps => {
      const registry = new Registry();
      const counter = createSummedCounter({ name, help: 'A.', labelNames, registry });
      const expected = new Map<string, number>();
      for (const step of steps) {
        if (step === 'scrape') {
          expect(await seriesIn(registry)).toEqual(expected);
          continue;
        }
        const [source, type] = step;
        counter.inc(source, type);
        const key = JSON.stringify({ source, type });
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
      expect(await seriesIn(registry)).toEqual(expected);
    }),
  );
});
