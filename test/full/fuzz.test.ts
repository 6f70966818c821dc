import { test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';
import { fuzzBodies, fuzzQueries } from '../resilience/fuzz.ts';

const few = { butter: { calls: 3 }, burki: { calls: 3 } };

test('5,000 mutations of both documented calls are answered with documented codes', async () => {
  await fuzzBodies(await openFrontDoor(few), 5_000);
}, 120_000);

test('2,000 random queries are answered with documented codes', async () => {
  await fuzzQueries(await openFrontDoor(few), 2_000);
}, 120_000);
