import { describe, expect, test } from 'vitest';
import type { Fault } from '../../src/sandbox/faults.ts';
import { type Entrance, entranceNames, openEntrance, post } from '../abuse/doors.ts';
import { plainLimits } from '../front-door.ts';
import { openStandIn } from './stand-in.ts';

const breaker = { failures: 3, windowMs: 10_000, openMs: 5_000 };
const gateway = { forwardHeaders: ['x-tenant'], limits: { ...plainLimits, breaker }, deadlineMs: 4_000 };

async function codesOf({ send }: Entrance, tenant: string | null, sid: string): Promise<unknown[]> {
  const headers = { 'content-type': 'application/json', ...(tenant !== null && { 'x-tenant': tenant }) };
  const query = `{ callBySid(sid: "${sid}") { status } }`;
  const response = await send('/graphql', post(JSON.stringify({ query }), headers));
  const { errors = [] } = await response.json();
  return errors.map(({ extensions }: { extensions: { code: string } }) => extensions.code);
}

const strike = ({ door }: Entrance, tenants: readonly string[], fault: Fault) =>
  door.butter.play({ fault, matches: ({ headers }) => tenants.includes(headers['x-tenant'] ?? '') });

const limited = ['UPSTREAM_RATE_LIMITED'];
const tooMany: Fault = { kind: 'status', status: 429, retryAfter: 30 };

describe.each(entranceNames)('of several identities in forwarded headers, through %s,', name => {
  test('one that meets a 429 waits alone', async () => {
    const entrance = await openEntrance(name, { gateway });
    strike(entrance, ['a'], tooMany);
    expect(await codesOf(entrance, 'a', 'call_1')).toEqual(limited);
    entrance.door.cost();
    expect(await codesOf(entrance, 'a', 'call_2')).toEqual(limited);
    expect(entrance.door.cost()).toEqual([]);
    expect(await codesOf(entrance, 'b', 'call_2')).toEqual([]);
    expect(await codesOf(entrance, null, 'call_2')).toEqual([]);
    expect(entrance.door.gateway.stats().get('BUTTER')).toMatchObject({ pausedMs: 0 });
  });

  test('three that meet a 429 within ten seconds stop all', async () => {
    const entrance = await openEntrance(name, { gateway });
    const tenants = ['a', 'b', 'c'];
    strike(entrance, tenants, tooMany);
    for (const tenant of tenants) expect(await codesOf(entrance, tenant, 'call_1')).toEqual(limited);
    entrance.door.cost();
    for (const tenant of ['d', null]) expect(await codesOf(entrance, tenant, 'call_2')).toEqual(limited);
    expect(entrance.door.cost()).toEqual([]);
    expect(await entrance.door.gateway.liftPauses('BUTTER')).toBe('everywhere');
    for (const tenant of ['d', null]) expect(await codesOf(entrance, tenant, 'call_2')).toEqual([]);
  });

  test('a 429 of a request without forwarded headers stops all', async () => {
    const entrance = await openEntrance(name, { gateway });
    entrance.door.butter.play({ times: 1, fault: tooMany });
    expect(await codesOf(entrance, null, 'call_1')).toEqual(limited);
    entrance.door.cost();
    for (const tenant of ['a', null]) expect(await codesOf(entrance, tenant, 'call_2')).toEqual(limited);
    expect(entrance.door.cost()).toEqual([]);
  });

  test('one that keeps failing opens breakers for itself alone', async () => {
    const entrance = await openEntrance(name, { gateway });
    strike(entrance, ['a'], { kind: 'status', status: 503 });
    for (let index = 0; index < 3; index += 1) await codesOf(entrance, 'a', `call_${index}`);
    entrance.door.cost();
    expect(await codesOf(entrance, 'a', 'call_9')).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(entrance.door.cost()).toEqual([]);
    expect(await codesOf(entrance, 'b', 'call_9')).toEqual([]);
    expect(entrance.door.gateway.stats().get('BUTTER')?.breakers).toMatchObject({
      call: 'HALF_OPEN',
      list: 'CLOSED',
    });
  });

  test('all share the quota', async () => {
    const standIn = await openStandIn();
    const urls = { BUTTER: standIn.url };
    const entrance = await openEntrance(name, { gateway, urls, requestsPerSecond: 3 });
    const tenants = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(tenants.map(tenant => codesOf(entrance, tenant, `call_${tenant}`)));
    expect(standIn.arrivals).toHaveLength(5);
    const { gapMs, stallMs } = standIn.closest(3);
    expect(gapMs + stallMs).toBeGreaterThan(1_000);
  });
});
