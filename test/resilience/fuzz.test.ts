import { test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';
import { fuzzBodies, fuzzQueries } from './fuzz.ts';

const few = { butter: { calls: 3 }, burki: { calls: 3 } };

test('whatever an upstream sends, the response is GraphQL with documented codes', async () => {
  await fuzzBodies(await openFrontDoor(few), 300);
});

test('whatever a client sends, the response is GraphQL with documented codes', async () => {
  await fuzzQueries(await openFrontDoor(few), 200);
});
