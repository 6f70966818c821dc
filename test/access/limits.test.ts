import { describe, expect, test } from 'vitest';
import { type AccessOptions, openAccess } from '../../src/domain/caller.ts';
import { type Entrance, entranceNames, openEntrance } from '../abuse/doors.ts';
import {
  answer,
  asking,
  bearer,
  goodKey,
  otherKey,
  rejectionOf,
  requestsOfAnswer,
  unauthenticated,
} from './asking.ts';

const wrongPerMinute = 30;
const keys: AccessOptions = {
  ...openAccess,
  apiKeys: [
    { name: 'web', key: goodKey },
    { name: 'batch', key: otherKey },
  ],
};

const rateLimited = {
  status: 429,
  code: 'RATE_LIMITED',
  retryable: true,
  retryAfter: expect.toSatisfy((seconds: unknown) => Number(seconds) >= 1 && Number(seconds) <= 60),
};

async function statusOf(sent: Promise<Response>): Promise<number> {
  const response = await sent;
  await response.text();
  return response.status;
}

describe.each(entranceNames)('above the rate limit, through %s', name => {
  test('a caller gets the time to wait in header and body, without an upstream request', async () => {
    const { door, send } = await openEntrance(name, {
      gateway: { access: { ...keys, requestsPerMinute: 2 } },
    });
    for (const _ of ['first', 'second'])
      expect(await (await send('/graphql', asking(bearer(goodKey)))).json()).toEqual(answer);
    expect(door.cost()).toEqual([...requestsOfAnswer, ...requestsOfAnswer]);
    const response = await send('/graphql', asking(bearer(goodKey)));
    const refusal = await rejectionOf(response);
    expect(refusal).toEqual(rateLimited);
    expect(response.headers.get('retry-after')).toBe(String(refusal.retryAfter));
    expect(door.cost()).toEqual([]);
  });

  test('each caller has its own limit, whichever header it sends its key in', async () => {
    const { send } = await openEntrance(name, { gateway: { access: { ...keys, requestsPerMinute: 1 } } });
    expect(await statusOf(send('/graphql', asking(bearer(goodKey))))).toBe(200);
    expect(await statusOf(send('/graphql', asking({ 'x-api-key': goodKey })))).toBe(429);
    expect(await statusOf(send('/graphql', asking(bearer(otherKey))))).toBe(200);
  });

  test('with open access the limit applies to each address', async () => {
    const access = { ...openAccess, requestsPerMinute: 1 };
    const { send } = await openEntrance(name, { gateway: { access } });
    expect(await statusOf(send('/graphql', asking()))).toBe(200);
    expect(await statusOf(send('/graphql', asking({ 'x-forwarded-for': '192.0.2.7' })))).toBe(429);
  });

  test('preflights are still answered', async () => {
    const access = { ...openAccess, requestsPerMinute: 1 };
    const { send } = await openEntrance(name, { gateway: { access } });
    for (const _ of ['first', 'second'])
      expect(await statusOf(send('/graphql', { method: 'OPTIONS' }))).toBe(204);
  });
});

/** As many wrong keys as an address may send. */
async function guess({ send }: Entrance, headers: Record<string, string> = {}): Promise<void> {
  for (let number = 0; number < wrongPerMinute; number += 1) {
    const response = await send('/graphql', asking({ ...bearer(`guess-${number}`), ...headers }));
    expect(await rejectionOf(response)).toEqual(unauthenticated);
  }
}

describe.each(entranceNames)('an address that guesses keys, through %s', name => {
  test('is refused after some attempts, even with a valid key', async () => {
    const door = await openEntrance(name, { gateway: { access: keys } });
    await guess(door);
    for (const credential of ['one-more-guess', goodKey])
      expect(await rejectionOf(await door.send('/graphql', asking(bearer(credential))))).toEqual(rateLimited);
    expect(door.door.cost()).toEqual([]);
  });

  test('does not lock out a caller that was admitted from it before', async () => {
    const door = await openEntrance(name, { gateway: { access: keys } });
    expect(await statusOf(door.send('/graphql', asking(bearer(goodKey))))).toBe(200);
    await guess(door);
    expect(await statusOf(door.send('/graphql', asking(bearer(goodKey))))).toBe(200);
    expect(await statusOf(door.send('/graphql', asking(bearer(otherKey))))).toBe(429);
  });

  test('cannot claim another address in a header', async () => {
    const door = await openEntrance(name, { gateway: { access: keys } });
    await guess(door);
    const elsewhere = asking({ ...bearer(goodKey), 'x-forwarded-for': '192.0.2.7' });
    expect(await statusOf(door.send('/graphql', elsewhere))).toBe(429);
  });

  test('is the one that the trusted proxy adds, not one from an earlier hop', async () => {
    const door = await openEntrance(name, { gateway: { access: { ...keys, trustProxy: true } } });
    await guess(door, { 'x-forwarded-for': '198.51.100.1, 192.0.2.7' });
    const from = (chain: string) => asking({ ...bearer(goodKey), 'x-forwarded-for': chain });
    expect(await statusOf(door.send('/graphql', from('203.0.113.9, 192.0.2.7')))).toBe(429);
    expect(await statusOf(door.send('/graphql', from('192.0.2.8')))).toBe(200);
  });

  test('is not counted for requests without a key, because they guess nothing', async () => {
    const door = await openEntrance(name, { gateway: { access: keys } });
    for (let number = 0; number <= wrongPerMinute; number += 1)
      expect(await statusOf(door.send('/graphql', asking()))).toBe(401);
    expect(await statusOf(door.send('/graphql', asking(bearer(goodKey))))).toBe(200);
  });
});
