import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPlaces, type PlacedConnection } from '../../src/server/connection-places.ts';

const limits = { maxPerAddress: 3, maxConnections: 6, maxProbing: 2 };

/** A connection of the model. */
interface Connection extends PlacedConnection {
  readonly responses: string[];
  idleSince: number;
  place: 'ordinary' | 'probing' | 'none';
}

type Step =
  | { readonly kind: 'open'; readonly address: string | null }
  | { readonly kind: 'begin' | 'finish' | 'close'; readonly at: number };

const at = fc.nat();
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('open' as const),
      address: fc.constantFrom('a', 'b', 'c', null),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('begin' as const), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('finish' as const), at }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('close' as const), at }) },
);

const isIdle = ({ responses }: Connection): boolean => responses.length === 0;
const byIdleness = (one: Connection, other: Connection): number => one.idleSince - other.idleSince;

/** The expected decision on a new connection, computed from the list of all open connections. */
function expected(open: readonly Connection[], address: string | null) {
  const ordinary = open.filter(({ place }) => place === 'ordinary');
  const ofAddress = address === null ? [] : ordinary.filter(other => other.address === address);
  const [idle = null] = ofAddress.filter(isIdle).sort(byIdleness);
  if (ofAddress.length >= limits.maxPerAddress && idle) return { place: 'ordinary', evicted: idle };
  if (ofAddress.length < limits.maxPerAddress && ordinary.length < limits.maxConnections)
    return { place: 'ordinary', evicted: null };
  const probing = open.filter(({ place }) => place === 'probing');
  if (probing.length < limits.maxProbing) return { place: 'probing', evicted: null };
  const [idleProbing = null] = probing.filter(isIdle).sort(byIdleness);
  return { place: idleProbing ? 'probing' : 'none', evicted: idleProbing };
}

test('for any connections and requests, places are given by the rules, and an active connection is never closed', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), steps => {
      const places = createPlaces<Connection>(limits);
      let open: Connection[] = [];
      let sequence = 0;
      for (const next of steps) {
        sequence += 1;
        if (next.kind !== 'open') {
          open = play(places, open, next, sequence);
          continue;
        }
        const connection: Connection = {
          address: next.address,
          responses: [],
          idleSince: sequence,
          place: 'none',
        };
        const rule = expected(open, next.address);
        const admission = places.open(connection);
        expect(admission).toEqual(rule);
        if (admission.evicted) expect(isIdle(admission.evicted)).toBe(true);
        connection.place = admission.place;
        open = [...open, connection].filter(other => other !== admission.evicted && other.place !== 'none');
        for (const other of open) expect(places.mayOnlyProbe(other)).toBe(other.place === 'probing');
      }
    }),
    { numRuns: 1_000 },
  );
});

function play(
  places: { close(connection: Connection): void },
  open: Connection[],
  { kind, at }: Exclude<Step, { kind: 'open' }>,
  sequence: number,
): Connection[] {
  const connection = open[at % open.length];
  if (!connection) return open;
  if (kind === 'begin') connection.responses.push('active');
  if (kind === 'finish' && connection.responses.pop() && isIdle(connection)) connection.idleSince = sequence;
  if (kind !== 'close') return open;
  places.close(connection);
  return open.filter(other => other !== connection);
}

test('without a limit for each address, only the limit of all counts', () => {
  const places = createPlaces({ ...limits, maxPerAddress: null });
  const open = () => places.open({ address: 'a', responses: [], idleSince: 0 });
  for (let count = 0; count < limits.maxConnections; count += 1)
    expect(open()).toEqual({ place: 'ordinary', evicted: null });
  expect(open()).toEqual({ place: 'probing', evicted: null });
});
