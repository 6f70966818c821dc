import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openFrontDoor, patient } from '../front-door.ts';
import { openStandIn } from './stand-in.ts';

const statusOf = (index: number) => `{ callBySid(sid: "call_${index}") { status } }`;

test('no second of the upstream has more requests than the quota, however long its answers hold connections', async () => {
  const standIn = await openStandIn(nth => (nth <= 5 ? delay(1_200) : null));
  const { ask } = await openFrontDoor({
    urls: { BUTTER: standIn.url },
    requestsPerSecond: 5,
    gateway: { ...patient, limits: { ...patient.limits, connections: 5 } },
  });
  const answers = await Promise.all(Array.from({ length: 15 }, (_, index) => ask(statusOf(index))));
  expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([]);
  expect(standIn.arrivals).toHaveLength(15);
  const { gapMs, stallMs } = standIn.closest(5);
  expect(gapMs + stallMs).toBeGreaterThan(1_000);
});

test('no second of the upstream has more requests than the quota, whenever clients ask', async () => {
  const standIn = await openStandIn(nth => delay((nth * 37) % 150));
  const { ask } = await openFrontDoor({
    urls: { BUTTER: standIn.url },
    requestsPerSecond: 10,
    gateway: patient,
  });
  const asked: ReturnType<typeof ask>[] = [];
  for (let index = 0; index < 35; index += 1) {
    asked.push(ask(statusOf(index)));
    if (index % 7 === 0) await delay((index * 13) % 290);
  }
  await Promise.all(asked);
  expect(standIn.arrivals).toHaveLength(35);
  const { gapMs, stallMs } = standIn.closest(10);
  expect(gapMs + stallMs).toBeGreaterThan(1_000);
});

test('as many requests as the quota allows arrive before the first is answered', async () => {
  let arrivedAll = () => {};
  const all = new Promise<void>(resolve => {
    arrivedAll = resolve;
  });
  const standIn = await openStandIn(nth => {
    if (nth === 10) arrivedAll();
    return all;
  });
  const { ask } = await openFrontDoor({
    urls: { BUTTER: standIn.url },
    requestsPerSecond: 10,
    gateway: patient,
  });
  await Promise.all(Array.from({ length: 10 }, (_, index) => ask(statusOf(index))));
  expect(standIn.arrivals).toHaveLength(10);
});

test('retries count', async () => {
  const standIn = await openStandIn(
    () => null,
    nth => (nth % 3 === 0 ? 503 : 404),
  );
  const { ask } = await openFrontDoor({
    urls: { BUTTER: standIn.url },
    requestsPerSecond: 5,
    gateway: { ...patient, limits: { ...patient.limits, attempts: 3, retryBaseMs: 1 } },
  });
  await Promise.all(Array.from({ length: 12 }, (_, index) => ask(statusOf(index))));
  expect(standIn.arrivals.length).toBeGreaterThan(12);
  const { gapMs, stallMs } = standIn.closest(5);
  expect(gapMs + stallMs).toBeGreaterThan(1_000);
});
