import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBatchedStream } from '../../src/observability/batched-stream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const written: string[] = [];
  const stream = createBatchedStream({ write: lines => void written.push(lines), isDrained: () => true });
  return { stream, written };
}

test('lines of 20 ms are written at once, in their order', () => {
  const { stream, written } = open();
  stream.write('a\n');
  vi.advanceTimersByTime(19);
  stream.write('b\n');
  expect(written).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(written).toEqual(['a\nb\n']);
  stream.write('c\n');
  vi.advanceTimersByTime(20);
  expect(written).toEqual(['a\nb\n', 'c\n']);
});

test('a stream with a pending batch is not drained, because the process would exit without it', () => {
  const { stream } = open();
  expect(stream.isDrained()).toBe(true);
  stream.write('a\n');
  expect(stream.isDrained()).toBe(false);
  vi.advanceTimersByTime(20);
  expect(stream.isDrained()).toBe(true);
});

test('a large batch is written before its time, and nothing twice', () => {
  const { stream, written } = open();
  const line = `${'x'.repeat(999)}\n`;
  for (let count = 0; count < 100; count += 1) stream.write(line);
  expect(written).toEqual([line.repeat(64)]);
  vi.advanceTimersByTime(20);
  expect(written.join('')).toBe(line.repeat(100));
});
