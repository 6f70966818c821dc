import { expect, test } from 'vitest';
import { holdAnswers, openFrontDoor, patient } from '../front-door.ts';

const aliases = 20;

const queryOf = (client: number) =>
  `{ ${Array.from({ length: aliases }, (_, alias) => `c${alias}: callByDatabaseId(databaseId: ${client * aliases + alias + 1}) { status }`)} }`;

/** Codes of errors for 41 clients with twenty calls each, whose requests are all at the source at the same time. */
async function codesOfCrowd(queue: number, queued: number) {
  const { ask, burki, gateway, cost } = await openFrontDoor({
    gateway: { ...patient, limits: { ...patient.limits, queue } },
  });
  const release = holdAnswers(burki);
  const asked = Array.from({ length: 41 }, (_, client) => ask(queryOf(client)));
  const stats = () => gateway.stats().get('BURKI');
  await expect.poll(stats, { timeout: 10_000 }).toMatchObject({ inFlight: 64, queued });
  release();
  const errors = (await Promise.all(asked)).flatMap(({ errors = [] }) => errors);
  return { codes: errors.map(({ extensions }) => extensions['code']), requests: cost().length };
}

test('more requests than connections and the queue have room for are refused as overload', async () => {
  const { codes, requests } = await codesOfCrowd(256, 256);
  expect(new Set(codes)).toEqual(new Set(['OVERLOADED']));
  expect({ refused: codes.length, requests }).toEqual({ refused: 500, requests: 320 });
});

test('a longer queue has room for 41 clients with twenty aliases each', async () => {
  expect(await codesOfCrowd(1_000, 41 * aliases - 64)).toEqual({ codes: [], requests: 41 * aliases });
});
