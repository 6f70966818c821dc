import fc, { type Arbitrary } from 'fast-check';
import { type Call, nativeKeyOf } from '../../src/domain/call.ts';
import type { BurkiSandbox, ButterSandbox } from '../../src/sandbox/index.ts';
import { burkiRow, butterRow, callsOf } from '../call-index/in-memory-index.ts';

/** Fields of a call that change, in no wire format. */
interface Figures {
  readonly status: string;
  readonly duration: number | null;
  readonly cost: number | null;
  readonly currency: string | null;
  readonly agentName: string | null;
  readonly endReason: string | null;
  readonly flowName: string | null;
  readonly turnCount: number | null;
  readonly score: number;
  readonly hasEnded: boolean;
}

export type Change =
  | {
      readonly kind: 'ARRIVE';
      readonly source: Call['source'];
      readonly startedAt: number;
      readonly figures: Figures;
    }
  | { readonly kind: 'CHANGE'; readonly pick: number; readonly figures: Partial<Figures> }
  | { readonly kind: 'REMOVE'; readonly pick: number };

const orNull = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | null> => fc.option(arbitrary, { nil: null });

const amount = fc.oneof(
  fc.integer({ min: 0, max: 999_999 }).map(units => units / 10_000),
  fc.constantFrom(0, 0.1, 0.30000000000000004, 1e-9, 12.35, 8_000_000.5, 4503599627370495.5, 0.1234567890123),
);

const figures = {
  status: fc.constantFrom(
    'completed',
    'completed',
    'completed',
    'failed',
    'busy',
    'no-answer',
    'in-progress',
    'queued',
  ),
  duration: orNull(
    fc.oneof(
      fc.integer({ min: 0, max: 600 }),
      fc.integer({ min: 0, max: 6e8 }).map(micros => micros / 1e6),
    ),
  ),
  cost: orNull(amount),
  currency: fc.constantFrom('USD', 'USD', 'EUR', 'INR', null),
  agentName: orNull(fc.constantFrom('Ann', 'Bob', 'Ännchen', 'Bob 🤖')),
  endReason: orNull(fc.constantFrom('customer_hangup', 'transfer', 'busy', '')),
  flowName: orNull(fc.constantFrom('Booking Flow', 'sales', 'support')),
  turnCount: orNull(fc.nat({ max: 40 })),
  score: fc.integer({ min: 0, max: 3 }),
  hasEnded: fc.boolean(),
};

export interface ChangeOptions {
  /** Times at which calls begin, in milliseconds since 1970. */
  readonly startedAt: Arbitrary<number>;
  /** How many of ten changes are removals. */
  readonly removals: number;
}

/** Arrivals, changes and removals. */
export const arbitraryChange = ({ startedAt, removals }: ChangeOptions): Arbitrary<Change> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('ARRIVE'),
        source: fc.constantFrom('BUTTER', 'BURKI'),
        startedAt,
        figures: fc.record(figures),
      }),
    },
    {
      weight: 7 - removals,
      arbitrary: fc.record({
        kind: fc.constant('CHANGE'),
        pick: fc.nat(),
        figures: fc.record(figures, { requiredKeys: [] }),
      }),
    },
    { weight: removals, arbitrary: fc.record({ kind: fc.constant('REMOVE'), pick: fc.nat() }) },
  );

/** The figures that are given, under other names. */
const renamed = <Wire>(entries: readonly (readonly [keyof Wire, unknown])[]): Partial<Wire> =>
  Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Partial<Wire>;

const endOf = ({ hasEnded, duration }: Partial<Figures>, startedAt: number): string | null | undefined =>
  hasEnded === undefined
    ? undefined
    : hasEnded
      ? new Date(startedAt + (duration ?? 60) * 1000).toISOString()
      : null;

const metadataOf = ({ score }: Partial<Figures>) =>
  score === undefined ? undefined : { score, tags: ['a', score] };

const butterFields = (figures: Partial<Figures>, startedAt: number): Parameters<ButterSandbox['change']>[1] =>
  renamed([
    ['status', figures.status],
    ['duration_seconds', figures.duration],
    ['total_cost', figures.cost],
    ['agent_name', figures.agentName],
    ['end_reason', figures.endReason],
    ['summary', figures.endReason === undefined ? undefined : { end_reason: figures.endReason }],
    ['turn_count', figures.turnCount],
    ['recording_enabled', figures.score === undefined ? undefined : figures.score > 1],
    ['end_time', endOf(figures, startedAt)],
  ]);

const burkiFields = (figures: Partial<Figures>, startedAt: number): Parameters<BurkiSandbox['change']>[1] =>
  renamed([
    ['status', figures.status],
    ['duration', figures.duration],
    ['total_cost', figures.cost],
    ['cost_currency', figures.currency],
    ['assistant_name', figures.agentName],
    ['flow_name', figures.flowName],
    ['call_meta', metadataOf(figures)],
    ['ended_at', endOf(figures, startedAt)],
  ]);

export const keyOf = (call: Call): string => `${call.source}:${nativeKeyOf(call)}`;

/** The calls of two sandboxes that arrive, change and vanish, and each version that a call has had. */
export interface ChangingCalls {
  /** The calls as they are now. */
  readonly calls: ReadonlyMap<string, Call>;
  /** All versions of each call so far, the oldest first, those of removed calls included. */
  readonly versions: ReadonlyMap<string, readonly Call[]>;
  /** When each call arrived, changed or vanished last, in milliseconds since 1970; absent for those that never did. */
  readonly changedAt: ReadonlyMap<string, number>;
  apply(changes: readonly Change[]): void;
}

export interface ChangingCallsOptions {
  readonly butter: ButterSandbox;
  readonly burki: BurkiSandbox;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whether no change concerns a call. */
  readonly isFixed?: (key: string) => boolean;
}

/** Ends the difference between the end reasons of row and detail, of which the index has the one that it has read last. */
function alignEndReasons(butter: ButterSandbox): void {
  for (const { call_sid, end_reason = null, summary } of butter.calls)
    if ((summary?.end_reason ?? end_reason) !== end_reason)
      butter.change(call_sid, { summary: { end_reason } });
}

export function createChangingCalls(options: ChangingCallsOptions): ChangingCalls {
  const { butter, burki, now, isFixed = () => false } = options;
  alignEndReasons(butter);
  const calls = new Map(callsOf(butter, burki, now()).map(call => [keyOf(call), call]));
  const versions = new Map([...calls].map(([key, call]) => [key, [call]]));

  const changedAt = new Map<string, number>();

  function put(call: Call | null): void {
    if (!call) throw new Error('A change left a call without a key.');
    const key = keyOf(call);
    calls.set(key, call);
    changedAt.set(key, now());
    versions.set(key, [...(versions.get(key) ?? []), call]);
  }

  /** Picks any call, or one of the latest, so that calls change again and again. */
  function pickOf(pick: number): Call | null {
    const keys = [...calls.keys()].filter(key => !isFixed(key));
    const some = pick % 2 === 0 ? keys : keys.slice(-40);
    return calls.get(some[(pick >> 1) % some.length] ?? '') ?? null;
  }

  function arrive({ source, startedAt, figures }: Extract<Change, { kind: 'ARRIVE' }>): void {
    const start = new Date(startedAt).toISOString();
    if (source === 'BUTTER')
      put(butterRow(butter.arrive({ start_time: start, ...butterFields(figures, startedAt) }), now()));
    else put(burkiRow(burki.arrive({ started_at: start, ...burkiFields(figures, startedAt) }), now()));
  }

  function change(call: Call, figures: Partial<Figures>): void {
    const startedAt = Date.parse(call.startedAt ?? '2026-03-09T10:00:00Z');
    if (call.source === 'BUTTER')
      put(butterRow(butter.change(call.sid, butterFields(figures, startedAt)), now()));
    else put(burkiRow(burki.change(Number(nativeKeyOf(call)), burkiFields(figures, startedAt)), now()));
  }

  function remove(call: Call): void {
    if (call.source === 'BUTTER') butter.remove(call.sid);
    else burki.remove(Number(nativeKeyOf(call)));
    calls.delete(keyOf(call));
    changedAt.set(keyOf(call), now());
  }

  return {
    calls,
    versions,
    changedAt,
    apply(changes) {
      for (const made of changes) {
        const call = made.kind === 'ARRIVE' ? null : pickOf(made.pick);
        if (made.kind === 'ARRIVE') arrive(made);
        else if (call && made.kind === 'CHANGE') change(call, made.figures);
        else if (call) remove(call);
      }
    },
  };
}
