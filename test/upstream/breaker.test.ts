import fc from 'fast-check';
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

test('consecutive failures open the breaker, which then admits no request', () => {
  const { breaker, attempt, fail } = openBreaker();
  fail(3);
  expect(breaker.state).toBe('OPEN');
  expect(attempt('success')).toBe(false);
});

test('failures among more successes leave the breaker closed', () => {
  const { breaker, attempt, fail } = openBreaker();
  for (let each = 0; each < 20; each += 1) {
    attempt('success');
    attempt('success');
    fail(1);
  }
  expect(breaker.state).toBe('CLOSED');
});

test('old failures do not count', () => {
  const { breaker, fail, pass } = openBreaker();
  fail(2);
  pass(1001);
  fail(2);
  expect(breaker.state).toBe('CLOSED');
});

test('after the open interval one probe is admitted, and other requests still fail fast', () => {
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

test('a probe that fails opens the breaker for another interval', () => {
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

test('a probe that hangs does not delay the next one', () => {
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

test('a cancelled probe proves nothing, and another one is admitted', () => {
  const { breaker, attempt, fail, pass } = openBreaker();
  fail(3);
  pass(100);
  attempt('ignored');
  expect(breaker.state).toBe('HALF_OPEN');
  expect(attempt('success')).toBe(true);
});

test('a late result from before the breaker opened neither closes nor reopens it', () => {
  const { breaker, fail, pass } = openBreaker();
  const slow = [breaker.admit(), breaker.admit()];
  fail(3);
  slow[0]?.('success');
  expect(breaker.state).toBe('OPEN');
  pass(100);
  slow[1]?.('failure');
  expect(breaker.state).toBe('HALF_OPEN');
});

const attempts = fc.array(
  fc.record({
    verdict: fc.constantFrom<Verdict>('success', 'failure', 'ignored'),
    path: fc.constantFrom('/1', '/2', '/3', '/4'),
  }),
  { maxLength: 40 },
);

test('of any attempts, a failure of a path counts as often as if each path had failed once', () => {
  fc.assert(
    fc.property(attempts, all => {
      const [breaker, reference] = [openBreaker().breaker, openBreaker().breaker];
      const failed = new Set<string>();
      for (const { verdict, path } of all) {
        breaker.admit()?.(verdict, verdict === 'failure' ? path : null);
        reference.admit()?.(failed.has(path) && verdict === 'failure' ? 'ignored' : verdict);
        if (verdict === 'failure') failed.add(path);
        expect(breaker.state).toBe(reference.state);
      }
    }),
  );
});

test('a path that fails counts again in the next window', () => {
  const { breaker, pass } = openBreaker();
  for (const _ of [1, 2, 3]) {
    breaker.admit()?.('failure', '/1');
    pass(1001);
  }
  for (const path of ['/1', '/2', '/2', '/2']) breaker.admit()?.('failure', path);
  expect(breaker.state).toBe('CLOSED');
  breaker.admit()?.('failure', '/3');
  expect(breaker.state).toBe('OPEN');
});

test('a probe for a path that has failed before does not open the breaker again', () => {
  const { breaker, pass } = openBreaker();
  for (const path of ['/1', '/2', '/3']) breaker.admit()?.('failure', path);
  pass(100);
  breaker.admit()?.('failure', '/1');
  expect(breaker.state).toBe('HALF_OPEN');
  breaker.admit()?.('failure', '/4');
  expect(breaker.state).toBe('OPEN');
});

test('a path that reopens the breaker as a probe does so once in a window', () => {
  const { breaker, pass } = openBreaker();
  for (const path of ['/1', '/2', '/3']) breaker.admit()?.('failure', path);
  pass(100);
  breaker.admit()?.('failure', '/4');
  expect(breaker.state).toBe('OPEN');
  pass(100);
  breaker.admit()?.('failure', '/4');
  expect(breaker.state).toBe('HALF_OPEN');
});
