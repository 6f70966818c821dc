import { expect, test } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { SwitchboardError } from '../../src/domain/errors.ts';
import { createRetries } from '../../src/upstream/retry.ts';
import { requestScope } from '../request-scope.ts';

const passing = (retryAfter?: number) =>
  new SwitchboardError('UPSTREAM_UNAVAILABLE', 'Down.', {
    transient: true,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });

const lasting = new SwitchboardError('UPSTREAM_AUTH', 'No.');

function openRetries({ remaining = 1000, cancellation = createCancellation() } = {}) {
  const retries = createRetries({ limits: { attempts: 3, retryBaseMs: 1 }, random: () => 0.5 });
  const scope = requestScope({ cancellation: () => cancellation, remaining: () => remaining });
  let attempts = 0;
  const run = (outcomes: readonly unknown[]) =>
    retries.run(async number => {
      attempts += 1;
      const outcome = outcomes[number - 1];
      if (outcome instanceof Error) throw outcome;
      return outcome;
    }, scope);
  return { run, attempts: () => attempts };
}

test('a transient failure is retried', async () => {
  const { run, attempts } = openRetries();
  expect(await run([passing(), passing(), 'there'])).toBe('there');
  expect(attempts()).toBe(3);
});

test('a third attempt is the last, and its failure is returned', async () => {
  const { run, attempts } = openRetries();
  const last = passing();
  await expect(run([passing(), passing(), last, 'too late'])).rejects.toBe(last);
  expect(attempts()).toBe(3);
});

test('a permanent failure is not retried', async () => {
  const { run, attempts } = openRetries();
  await expect(run([lasting])).rejects.toBe(lasting);
  expect(attempts()).toBe(1);
});

test('a Retry-After that does not fit the deadline is not waited for', async () => {
  const { run, attempts } = openRetries({ remaining: 6_999 });
  await expect(run([passing(7)])).rejects.toMatchObject({ details: { retryAfter: 7 } });
  expect(attempts()).toBe(1);
});

test('a Retry-After that fits is honoured', async () => {
  const { run, attempts } = openRetries();
  expect(await run([passing(0), 'there'])).toBe('there');
  expect(attempts()).toBe(2);
});

test('a wait ends when the client disconnects, with the last failure', async () => {
  const client = createCancellation();
  const { run, attempts } = openRetries({ cancellation: client, remaining: 100_000 });
  const failure = passing(60);
  const asked = run([failure, 'there']);
  client.cancel(new Error('The client left.'));
  await expect(asked).rejects.toBe(failure);
  expect(attempts()).toBe(1);
});

test('a total outage exhausts the retry budget, and a success refills it', async () => {
  const { run, attempts } = openRetries();
  for (let each = 0; each < 100; each += 1) await run([passing(), passing(), passing()]).catch(() => null);
  expect(attempts()).toBeLessThanOrEqual(110);
  const before = attempts();
  for (let each = 0; each < 5; each += 1) await run(['there']);
  await run([passing(), 'there']);
  expect(attempts() - before).toBe(7);
});

test('a request that was never sent is retried without cost to the budget, as often as any other', async () => {
  const { run, attempts } = openRetries();
  const unheard = new SwitchboardError('UPSTREAM_UNAVAILABLE', 'Not heard.', {
    transient: true,
    staleConnection: true,
  });
  for (let each = 0; each < 20; each += 1) expect(await run([unheard, 'there'])).toBe('there');
  expect(attempts()).toBe(40);
  await expect(run([unheard, unheard, unheard, 'too late'])).rejects.toBe(unheard);
  expect(attempts()).toBe(43);
});
