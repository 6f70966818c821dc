import { setTimeout as wait } from 'node:timers/promises';
import { bystanderWaits } from './bystanders.ts';
import { type GatewayProcess, quantile, startGatewayProcess } from './gateway-process.ts';

const lines = Array.from({ length: 50_000 }, (_, index) => index);
const textOf = (index: number): string => `This is what was said in line ${index} of the call, more or less.`;

/** Answers of 50,000 lines: 20 MB of Butter with its turns, 12 MB of Burki. */
const bodies = {
  butter: () =>
    JSON.stringify({
      success: true,
      data: {
        call_sid: 'call_abc123def456',
        turns: lines.slice(0, 25_000).map(index => ({
          turn_number: index,
          relative_start_time: index,
          relative_end_time: index + 1,
          duration_seconds: 1.5,
          events: ['user_message', 'assistant_response'].map(type => ({
            type,
            text: textOf(index),
            relative_time: index,
            metadata: { tokens: 12, latency: 0.5 },
          })),
        })),
        transcript: lines.map(index => ({
          turn: index,
          speaker: index % 2 ? 'user' : 'assistant',
          text: textOf(index),
          relative_time: index,
          timestamp: '2026-03-09T10:00:05.123456Z',
        })),
      },
    }),
  burki: () =>
    JSON.stringify(
      lines.map(index => ({
        id: index + 1,
        call_id: 101,
        content: textOf(index),
        speaker: index % 2 ? 'user' : 'assistant',
        segment_start: index,
        segment_end: index + 1,
        is_final: true,
        created_at: '2026-03-09T10:00:05.123456',
        stt_timestamps: { words: [index, index + 0.5] },
      })),
    ),
};

/** Long calls of both sources, as clients select them. */
export const longCalls = {
  'a transcript of 50,000 lines of Butter':
    '{ callBySid(sid: "call_abc123def456") { transcript { index speaker text startOffset at } } }',
  'the turns of such a call of Butter':
    '{ callBySid(sid: "call_abc123def456") { turns { number events { type text offset } } } }',
  'the turns of such a call, each event with its entry':
    '{ callBySid(sid: "call_abc123def456") { turns { index events { kind entry { index } } } } }',
  'such a transcript of Butter beside introspection':
    '{ __schema { types { name fields { name } } } callBySid(sid: "call_abc123def456") { transcript { text } } }',
  'a transcript of 50,000 lines of Burki':
    '{ callByDatabaseId(databaseId: 101) { transcript { index speaker text startOffset sttTimestamps } } }',
} as const;

export interface LongCallFigures {
  /** Milliseconds of the query itself. */
  readonly took: number;
  readonly idle: readonly number[];
  readonly beside: readonly number[];
}

/** Asks a long call some times, and measures small queries beside it and beside an idle gateway. */
export async function measureLongCall(query: string, rounds = 5): Promise<LongCallFigures> {
  const gateway = await startGatewayProcess({
    RATE_LIMIT_PER_MINUTE: 'off',
    UPSTREAM_TIMEOUT_MS: '9000',
    INTROSPECTION: 'on',
  });
  try {
    gateway.butter.play({ route: 'call', fault: { kind: 'body', body: bodies.butter() } });
    gateway.burki.play({ route: 'transcript', fault: { kind: 'body', body: bodies.burki() } });
    const took = await askWhole(gateway, query);
    const idle = await bystanderWaits(gateway.url, () => wait(took * rounds));
    const beside = await bystanderWaits(gateway.url, async () => {
      for (let round = 0; round < rounds; round += 1) await askWhole(gateway, query);
    });
    return { took, idle, beside };
  } finally {
    await gateway.close();
  }
}

async function askWhole({ ask }: GatewayProcess, query: string): Promise<number> {
  const { whole, milliseconds, codes } = await ask(query);
  if (!whole) throw new Error(`The long call failed: ${codes}`);
  return milliseconds;
}

/** Median, 99th percentile and maximum. */
export const spread = (waits: readonly number[]): string =>
  [0.5, 0.99, 1].map(share => quantile(waits, share).toFixed(1)).join(' / ');
