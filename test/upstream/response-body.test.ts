import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createResponseBody } from '../../src/upstream/response-body.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

test('a body is the same in any chunks, up to its limit and not beyond', () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 40_000, size: 'max' }), { maxLength: 12 });
  fc.assert(
    fc.property(chunks, fc.integer({ min: -2, max: 2 }), (pieces, room) => {
      const whole = Buffer.concat(pieces);
      const maxBytes = Math.max(0, whole.length + room);
      const body = createResponseBody(maxBytes);
      const read = () => {
        for (const piece of pieces) body.add(Buffer.from(piece));
        return Buffer.concat(body.blocks());
      };
      if (whole.length > maxBytes) expect(read).toThrow('Response content exceeded max size');
      else expect(read().equals(whole)).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('bodies of one byte each share a block of memory', () => {
  collect();
  const before = process.memoryUsage().arrayBuffers;
  const bodies = Array.from({ length: 50 }, () => {
    const body = createResponseBody(24_000_000);
    body.add(Buffer.from('{'));
    return body;
  });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
  expect(bodies).toHaveLength(50);
});

test('a body of tiny chunks takes little more memory than its bytes', () => {
  collect();
  const before = process.memoryUsage();
  const body = createResponseBody(2_000_000);
  for (let byte = 0; byte < 2_000_000; byte += 1) body.add(Buffer.from('x'));
  collect();
  const after = process.memoryUsage();
  expect(after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(8_000_000);
  expect(Buffer.concat(body.blocks())).toHaveLength(2_000_000);
});
