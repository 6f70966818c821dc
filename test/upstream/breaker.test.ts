import { expect, test } from 'vitest';
import { createBreaker, type Verdict } from '../../src/upstream/breaker.ts';

function openBreaker() {
  let time = 0;
  const breaker = createBreaker({ failures: 3, windowMs: 1000, openMs: 100 }, () => time);
  const attempt = (verdict: Verdict): boolean => {
    const tell = breaker.admit();
    tell?.(verdict);
    return tell !== null;
  };
  const fail = (times: number) => Array.from({ length: times }, () => attempt('failure'));
  return { breaker, attempt, fail, pass: (ms: number) => (time += ms) };
}

test('failures in a row open the breaker, and then nothing is asked', () => {
  const { breaker, attempt, fail } = openBreaker();
  fail(3);
  expect(breaker.state).toBe('OPEN');
  expect(attempt('success')).toBe(false);
});

test('failures among more successes leave it closed', () => {
  const { breaker, attempt, fail } = openBreaker();
  for (let each = 0; each < 20; each += 1) {
    attempt('success');
    attempt('success');
    fail(1);
  }
  expect(breaker.state).toBe('CLOSED');
});

test('failures from long ago do not count', () => {
  const { breaker, fail, pass } = openBreaker();
  fail(2);
  pass(1001);
  fail(2);
  expect(breaker.state).toBe('CLOSED');
});

test('after the rest one probe is let through and everyone else still fails fast', () => {
  const { breaker, fail, pass } = openBreaker();
  fail(3);
  pass(100);
  expect(breaker.state).toBe('HALF_OPEN');
  const probe = breaker.admit();
  expect(probe).not.toBeNull();
  expect(breaker.admit()).toBeNull();
  probe?.('success');
  expect(breaker.state).toBe('CLOSED');
  expect(breaker.admit()).not.toBeNull();
});

test('a probe that fails opens it for another rest', () => {
  const { breaker, attempt, fail, pass } = openBreaker();
  fail(3);
  pass(100);
  attempt('failure');
  expect(breaker.state).toBe('OPEN');
  pass(99);
  expect(breaker.admit()).toBeNull();
  pass(1);
  expect(attempt('success')).toBe(true);
  expect(breaker.state).toBe('CLOSED');
});

test('a probe that hangs does not keep the next one waiting', () => {
  const { breaker, fail, pass } = openBreaker();
  fail(3);
  pass(100);
  const hanging = breaker.admit();
  pass(99);
  expect(breaker.admit()).toBeNull();
  pass(1);
  breaker.admit()?.('success');
  expect(breaker.state).toBe('CLOSED');
  hanging?.('failure');
  expect(breaker.state).toBe('CLOSED');
});

test('a probe whose client left proves nothing, and another one may go', () => {
  const { breaker, attempt, fail, pass } = openBreaker();
  fail(3);
  pass(100);
  attempt('ignored');
  expect(breaker.state).toBe('HALF_OPEN');
  expect(attempt('success')).toBe(true);
});

test('a late answer from before it opened neither closes it nor opens it again', () => {
  const { breaker, fail, pass } = openBreaker();
  const slow = [breaker.admit(), breaker.admit()];
  fail(3);
  slow[0]?.('success');
  expect(breaker.state).toBe('OPEN');
  pass(100);
  slow[1]?.('failure');
  expect(breaker.state).toBe('HALF_OPEN');
});
