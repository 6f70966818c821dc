import { expect, test } from 'vitest';
import { holdAnswers, openFrontDoor, patient } from '../front-door.ts';
import { silentObserver } from '../silent-observer.ts';

const clients = 41;
const aliases = 20;

const queryOf = (client: number) =>
  `{ ${Array.from({ length: aliases }, (_, alias) => `c${alias}: callByDatabaseId(databaseId: ${client * aliases + alias + 1}) { status }`)} }`;

/** Codes of errors for clients with twenty calls each, whose requests are all there before the first is answered. */
async function codesOfCrowd(queue: number) {
  const refused: unknown[] = [];
  const observer = { ...silentObserver, attempt: (each: unknown) => void refused.push(each) };
  const { ask, burki, gateway, cost } = await openFrontDoor({
    gateway: { ...patient, limits: { ...patient.limits, queue }, observers: [observer] },
  });
  const release = holdAnswers(burki);
  const asked = Array.from({ length: clients }, (_, client) => ask(queryOf(client)));
  const known = () => {
    const stats = gateway.stats().get('BURKI');
    return refused.length + (stats?.inFlight ?? 0) + (stats?.queued ?? 0);
  };
  await expect.poll(known).toBe(clients * aliases);
  release();
  const errors = (await Promise.all(asked)).flatMap(({ errors = [] }) => errors);
  return { codes: errors.map(({ extensions }) => extensions['code']), requests: cost().length };
}

test('more requests than connections and the queue have room for are refused as overload', async () => {
  expect(await codesOfCrowd(256)).toEqual({ codes: Array(500).fill('OVERLOADED'), requests: 320 });
});

test('a longer queue has room for 41 clients with twenty aliases each', async () => {
  expect(await codesOfCrowd(1_000)).toEqual({ codes: [], requests: clients * aliases });
});
