import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { IndexLocation } from '../../src/domain/index-settings.ts';
import { type FrontDoor, openFrontDoor } from '../front-door.ts';
import { startPostgres, withoutPostgres } from './postgres-server.ts';
import { scratchFolder } from './scratch-folder.ts';

const numbersKey = 'a key of the tests, of 32 or more';
const policy = { share: 1, walkEveryMs: 86_400_000, keepDays: null };

async function becomesCurrent({ ask }: Pick<FrontDoor, 'ask'>): Promise<void> {
  const isCurrent = { index: { coverage: { state: 'CURRENT', callCount: 30 } } };
  const states = '{ callSources { index { coverage { state callCount } } } }';
  await expect.poll(async () => (await ask(states)).data.callSources).toEqual([isCurrent, isCurrent]);
}

/** Switches an index of a gateway to masked numbers; `dump` gives all that its database holds. */
async function switchToMasked(location: IndexLocation, dump: () => Promise<Buffer>): Promise<void> {
  const door = await openFrontDoor({
    butter: { calls: 30 },
    burki: { calls: 30 },
    gateway: { index: { ...location, ...policy } },
  });
  const numbers = door.butter.calls.flatMap(({ from_number, to_number }) => [from_number, to_number]);
  const others = door.burki.calls.flatMap(({ customer_phone_number, to_phone_number }) => [
    customer_phone_number,
    to_phone_number,
  ]);
  const secrets = [...new Set([...numbers, ...others])].filter(number => (number?.length ?? 0) > 4);
  const held = async () => {
    const bytes = await dump();
    return secrets.filter(secret => bytes.includes(secret ?? ''));
  };
  await becomesCurrent(door);
  expect((await held()).length).toBeGreaterThan(5);
  await door.gateway.close();
  const masked = door.replica({ index: { ...location, ...policy, numbersKey } });
  await becomesCurrent(masked);
  expect(await held()).toEqual([]);
  const { data } = await masked.ask('{ calls(first: 5, orderBy: { field: DURATION }) { nodes { id } } }');
  expect(data.calls.nodes).toHaveLength(5);
  await masked.gateway.close();
  expect(await held()).toEqual([]);
}

test('an index in a file is built anew without numbers after the setting has changed', async () => {
  const folder = scratchFolder();
  await switchToMasked({ path: join(folder, 'calls.db') }, async () =>
    Buffer.concat(readdirSync(folder).map(name => readFileSync(join(folder, name)))),
  );
});

describe.skipIf(withoutPostgres)('on PostgreSQL', () => {
  test('an index is built anew without numbers by the process that leads', async () => {
    const server = await startPostgres();
    await switchToMasked({ url: server.url() }, async () => {
      const rows = await server.query('select call::text from switchboard_index.call');
      return Buffer.from(rows.flat().join('\n'));
    });
  }, 60_000);
});
