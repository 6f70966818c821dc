import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { createReopeningStream } from '../../src/observability/resilient-stream.ts';

function openBreakable() {
  const written: string[] = [];
  const opened: EventEmitter[] = [];
  const abandoned: number[] = [];
  let time = 0;
  const stream = createReopeningStream({
    clock: () => time,
    open() {
      const breakable = Object.assign(new EventEmitter(), {
        write(line: string) {
          written.push(line);
        },
        isDrained: () => written.length === 0,
        abandon: () => void abandoned.push(opened.length),
      });
      opened.push(breakable);
      return breakable;
    },
  });
  return {
    stream,
    written,
    opened,
    abandoned,
    breakNow: () => opened.at(-1)?.emit('error', new Error('No space is left.')),
    pass: (milliseconds: number) => {
      time += milliseconds;
    },
  };
}

test('a stream that breaks is reopened after a pause', () => {
  const { stream, written, opened, breakNow, pass } = openBreakable();
  stream.write('before');
  breakNow();
  stream.write('lost');
  pass(9_999);
  stream.write('lost too');
  pass(1);
  stream.write('after');
  opened[1]?.emit('write');
  stream.write('and on');
  expect(written).toEqual(['before', '\nafter', 'and on']);
  expect(opened).toHaveLength(2);
});

test('a reopened stream gets no second line before the first is written', () => {
  const { stream, written, opened, breakNow, pass } = openBreakable();
  breakNow();
  pass(10_000);
  stream.write('the first');
  stream.write('lost');
  breakNow();
  stream.write('lost too');
  pass(10_000);
  stream.write('tried again');
  opened[2]?.emit('write');
  stream.write('and on');
  expect(written).toEqual(['\nthe first', '\ntried again', 'and on']);
});

test('a stream that stays broken is reopened only after each pause', () => {
  const { stream, opened, breakNow, pass } = openBreakable();
  for (let second = 0; second < 60; second += 1) {
    breakNow();
    stream.write('a line');
    pass(1_000);
  }
  expect(opened.length).toBeLessThanOrEqual(7);
});

test('a broken stream buffers nothing that would be written when the process exits', () => {
  const { stream, abandoned, breakNow } = openBreakable();
  stream.write('a line');
  expect(stream.isDrained()).toBe(false);
  breakNow();
  expect(abandoned).toEqual([1]);
  expect(stream.isDrained()).toBe(true);
});
