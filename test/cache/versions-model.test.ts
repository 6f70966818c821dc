import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BurkiWireCall } from '../../src/sandbox/burki/wire.ts';
import type { ButterWireCall } from '../../src/sandbox/butter/wire.ts';
import { type Answer, type FrontDoor, openFrontDoor } from '../front-door.ts';

const cache = { memoryBytes: 10_000_000, settledAfterMs: 900_000, shareConversations: false };
const start = Date.parse('2026-05-05T12:00:00Z');

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'], now: start }));
afterEach(() => void vi.useRealTimers());

const phases = ['talking', 'just over', 'settled'] as const;
type Phase = (typeof phases)[number];
const endOf = { talking: null, 'just over': 60_000, settled: 3_600_000 };

/** Each field of a call tells its version: so a mixed answer shows. */
function butterAt(version: number, phase: Phase): Partial<ButterWireCall> {
  const line = { cost_credits: version, units: version };
  const age = endOf[phase];
  return {
    status: age === null ? 'in_progress' : 'completed',
    start_time: new Date(start - 7_200_000).toISOString(),
    end_time: age === null ? null : new Date(start - age).toISOString(),
    updated_at: new Date(start + version * 1_000).toISOString(),
    billing_status: `v${version}`,
    trace_id: `v${version}`,
    turn_count: version,
    duration_seconds: version,
    total_cost: 5 * version,
    cost_breakdown: { llm_input: line, llm_output: line, tts: line, stt: line, telephony: line },
    transcript: [{ turn: version, speaker: 'user', text: `v${version}` }],
    recording_url: `s3://bucket/v${version}.wav`,
  };
}

function burkiAt(version: number, phase: Phase): Partial<BurkiWireCall> {
  const age = endOf[phase];
  return {
    status: age === null ? 'ongoing' : 'completed',
    started_at: new Date(start - 7_200_000).toISOString().slice(0, 19),
    ended_at: age === null ? null : new Date(start - age).toISOString().slice(0, 19),
    flow_name: `v${version}`,
    duration: version,
    total_cost: 4 * version,
    llm_cost: version,
    tts_cost: version,
    stt_cost: version,
    telephony_cost: version,
  };
}

interface Node {
  readonly sid: string;
  readonly source: 'BUTTER' | 'BURKI';
  readonly [field: string]: unknown;
}

const row = 'source sid status duration billingStatus turnCount flowName cost { total }';
const lines = 'cost { unattributed tts { amount } } traceId';
const said = 'heard: transcript { text }';
const page = (first: number, fields: string) =>
  `l${first}: calls(first: ${first}) { edges { node { ${fields} } } }`;

/** The questions, by what they ask of a call. */
const questions: readonly ((alone: readonly string[]) => string)[] = [
  () => page(4, row),
  () => page(5, `${row} ${lines}`),
  () => `${page(4, row)} ${page(6, row)}`,
  alone => alone.map(call => `${call} { ${row} }`).join(' '),
  alone => alone.map(call => `${call} { ${row} ${lines} }`).join(' '),
  alone => alone.map(call => `${call} { source sid ${lines} ${said} }`).join(' '),
  alone => `${alone.map(call => `${call} { ${row} ${said} }`).join(' ')} ${page(4, `${row} ${lines}`)}`,
  alone => `${page(5, row)} ${alone.map(call => `${call} { ${row} ${lines} }`).join(' ')}`,
];

function nodesIn(data: Readonly<Record<string, unknown>>): Node[] {
  return Object.values(data).flatMap(value => {
    const found = value as { edges?: readonly { node: Node }[] } & Partial<Node>;
    return found === null ? [] : (found.edges?.map(({ node }) => node) ?? [found as Node]);
  });
}

const numberIn = (text: unknown) => (typeof text === 'string' ? Number(text.replace(/^v/, '')) : null);

/** Each version that a node tells of; a transcript of Burki, which says none of its call's, apart. */
function versionsOf(node: Node): (number | null)[] {
  const lineCount = node.source === 'BUTTER' ? 5 : 4;
  const { cost, duration, turnCount, billingStatus, flowName, traceId, heard } = node as Node & {
    cost?: { total?: string; unattributed?: string; tts?: { amount: string } } | null;
    heard?: readonly { text: string }[] | null;
  };
  expect(cost?.unattributed ?? '0').toBe('0');
  return [
    cost?.total == null ? null : Number(cost.total) / lineCount,
    numberIn(cost?.tts?.amount),
    duration === undefined ? null : (duration as number | null),
    turnCount == null ? null : (turnCount as number),
    numberIn(billingStatus),
    numberIn(flowName),
    numberIn(traceId),
    node.source === 'BUTTER' ? numberIn(heard?.[0]?.text) : null,
  ];
}

/** Each version that an answer tells of a call, by the call's sid. */
function versionsIn(data: Readonly<Record<string, unknown>>): Map<string, Set<number>> {
  const seen = new Map<string, Set<number>>();
  for (const node of nodesIn(data)) {
    const versions = versionsOf(node).filter(version => version !== null);
    seen.set(node.sid, new Set([...(seen.get(node.sid) ?? []), ...versions]));
  }
  return seen;
}

/** Questions at once; `midway`, a call that changes as soon as a list has been read. */
interface AskStep {
  readonly kind: 'ask';
  readonly asked: readonly number[];
  readonly midway: number | null;
}

type Step =
  | { readonly kind: 'change'; readonly call: number; readonly phase: Phase }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'fail' }
  | { readonly kind: 'recover' }
  | AskStep;

const callNumber = fc.nat({ max: 2 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      call: callNumber,
      phase: fc.constantFrom(...phases),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(500, 1_900, 2_100, 61_000),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'fail' as const }, { kind: 'recover' as const }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      asked: fc.array(fc.nat({ max: questions.length - 1 }), { minLength: 1, maxLength: 3 }),
      midway: fc.option(callNumber, { nil: null }),
    }),
  },
);

/** Two calls of Butter and one of Burki, whose versions are counted. */
function openModel({ butter, burki, ask, cost }: FrontDoor) {
  const now = new Date().toISOString();
  const butterCalls = [1, 2].map(
    () => butter.arrive({ created_at: now, ...butterAt(1, 'talking') }).call_sid,
  );
  const burkiCall = burki.arrive(burkiAt(1, 'talking'));
  const sids = [...butterCalls, burkiCall.call_sid];
  const current = sids.map(() => 1);
  /** The newest version that an answer has shown of each call. */
  const shown = new Map<string, number>();
  const alone = [
    ...butterCalls.map((sid, at) => `b${at}: callBySid(sid: "${sid}")`),
    `u: callByDatabaseId(databaseId: ${burkiCall.id})`,
  ];
  const repairs: (() => void)[] = [];

  function change(call: number, phase: Phase): void {
    const version = (current[call] ?? 0) + 1;
    current[call] = version;
    const sid = butterCalls[call];
    if (sid === undefined) burki.change(burkiCall.id, burkiAt(version, phase));
    else butter.change(sid, butterAt(version, phase));
  }

  function check({ data }: Answer, floor: ReadonlyMap<string, number>): void {
    for (const [sid, versions] of versionsIn(data ?? {})) {
      expect(versions.size).toBeLessThanOrEqual(1);
      for (const version of versions) {
        expect(version).toBeGreaterThanOrEqual(floor.get(sid) ?? 1);
        expect(version).toBeLessThanOrEqual(current[sids.indexOf(sid)] ?? 0);
        shown.set(sid, Math.max(version, shown.get(sid) ?? 1));
      }
    }
  }

  async function asking(asked: readonly number[]): Promise<void> {
    const floor = new Map(shown);
    const texts = asked.map(number => `{ ${questions[number]?.(alone)} }`);
    const answers = await Promise.all(texts.map(text => ask(text)));
    for (const answer of answers) check(answer, floor);
  }

  function fail(): void {
    for (const { play } of [butter, burki]) repairs.push(play({ fault: { kind: 'status', status: 503 } }));
  }

  function recover(): void {
    for (const repair of repairs.splice(0)) repair();
  }

  async function askWith(midway: number | null, asked: readonly number[]): Promise<void> {
    const rewrite = (json: unknown) => {
      if (midway !== null) change(midway, 'just over');
      return json;
    };
    const stops = [butter, burki].map(({ play }) =>
      play({ route: 'list', times: 1, fault: { kind: 'rewrite', change: rewrite } }),
    );
    await asking(asked);
    for (const stop of stops) stop();
  }

  async function run(next: Step): Promise<void> {
    if (next.kind === 'change') change(next.call, next.phase);
    else if (next.kind === 'wait') vi.setSystemTime(Date.now() + next.ms);
    else if (next.kind === 'fail') fail();
    else if (next.kind === 'recover') recover();
    else await askAgain(next);
  }

  /** The next answer is of the newest version, and what is asked a third time costs nothing. */
  async function askAgain({ asked, midway }: AskStep): Promise<void> {
    await askWith(midway, asked);
    if (repairs.length > 0 || asked.length > 1) return;
    await asking(asked);
    cost();
    await asking(asked);
    expect(cost()).toEqual([]);
  }

  return {
    run,
    close() {
      recover();
      for (const sid of butterCalls) butter.remove(sid);
      burki.remove(burkiCall.id);
    },
  };
}

test('for any changes and requests, no response mixes two versions of a call or returns to an older one', async () => {
  const door = await openFrontDoor({ butter: { calls: 0 }, burki: { calls: 0 }, gateway: { cache } });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async steps => {
      await door.gateway.purge.all();
      const model = openModel(door);
      try {
        for (const next of steps) await model.run(next);
      } finally {
        model.close();
      }
    }),
    { numRuns: 60 },
  );
});
