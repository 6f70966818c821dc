import { test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';
import { fuzzBodies, fuzzQueries } from './fuzz.ts';

const few = { butter: { calls: 3 }, burki: { calls: 3 } };

test('whatever an upstream sends, the answer is GraphQL with foreseen codes', async () => {
  await fuzzBodies(await openFrontDoor(few), 300);
});

test('whatever a client asks, the answer is GraphQL with foreseen codes', async () => {
  await fuzzQueries(await openFrontDoor(few), 200);
});
