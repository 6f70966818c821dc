import { trace } from '@opentelemetry/api';
import { NodeTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { expect, onTestFinished, test } from 'vitest';
import { defaultCacheOptions } from '../../../src/cache/cache-config.ts';
import { openWatched } from '../watched.ts';

const nothing: SpanProcessor = {
  onStart() {},
  onEnd() {},
  forceFlush: async () => {},
  shutdown: async () => {},
};

const explode = () => {
  throw new TypeError('a secret of the processor');
};

test.each([
  ['starts', { ...nothing, onStart: explode }],
  ['ends', { ...nothing, onEnd: explode }],
])(
  'a span processor that throws when a span %s changes no response, and is one line of the log',
  async (_, faulty) => {
    new NodeTracerProvider({ spanProcessors: [faulty] }).register({ contextManager: null, propagator: null });
    onTestFinished(() => trace.disable());
    for (const fastPath of [true, false]) {
      const watched = await openWatched({ gateway: { fastPath, cache: defaultCacheOptions } });
      const query = '{ callByDatabaseId(databaseId: 101) { status } }';
      const answers = await Promise.all([watched.ask(query), watched.ask(query), watched.ask('{ nope }')]);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 400]);
      for (const { data } of answers.slice(0, 2)) expect(data.callByDatabaseId.status).toBe('COMPLETED');
      expect(watched.lines('fault')).toHaveLength(1);
      expect(watched.written.join()).not.toContain('a secret');
    }
  },
);
