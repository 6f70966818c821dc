import { test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';
import { fuzzBodies, fuzzQueries } from '../resilience/fuzz.ts';

const few = { butter: { calls: 3 }, burki: { calls: 3 } };

/** Part of the inputs, because all of them take more than a minute; 1, the default, for all. */
const share = Number(process.env['FUZZ_SHARE'] ?? 1);
const mutations = Math.round(5_000 * share);
const queries = Math.round(2_000 * share);

test(`${mutations} mutations of both documented calls are answered with documented codes`, async () => {
  await fuzzBodies(await openFrontDoor(few), mutations);
}, 120_000);

test(`${queries} random queries are answered with documented codes`, async () => {
  await fuzzQueries(await openFrontDoor(few), queries);
}, 120_000);
