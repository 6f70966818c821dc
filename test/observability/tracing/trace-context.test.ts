import { AlwaysOffSampler, ParentBasedSampler } from '@opentelemetry/sdk-trace-node';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultCacheOptions } from '../../../src/cache/cache-config.ts';
import { readTraceContext } from '../../../src/observability/tracing/trace-context.ts';
import { holdAnswers, plainLimits } from '../../front-door.ts';
import { openWatched, post, type Watched } from '../watched.ts';
import { ofKind, onlyOf, openTraced } from './traced-door.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';
const traceparent = `00-${traceId}-${parentId}-01`;
const tracestate = 'congo=t61rcWkgMzE';
const query = '{ callByDatabaseId(databaseId: 101) { status } }';

const read = (header: string, state: string | null = null) =>
  readTraceContext({ headers: { get: name => (name === 'traceparent' ? header : state) } });

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });

describe('traceparent', () => {
  test('is read in each well-formed spelling', () => {
    const ids = fc.tuple(digits(32), digits(16), digits(2));
    fc.assert(
      fc.property(ids, fc.constantFrom('00', '01', 'cc'), ([trace, span, flags], version) => {
        fc.pre(/[^0]/.test(trace) && /[^0]/.test(span));
        expect(read(`${version}-${trace}-${span}-${flags}`)).toEqual({
          traceId: trace,
          spanId: span,
          traceFlags: Number.parseInt(flags, 16) & 1,
          isRemote: true,
        });
      }),
    );
  });

  test('may have further fields in a later version only', () => {
    expect(read(`01-${traceId}-${parentId}-01-more`)?.traceId).toBe(traceId);
    for (const header of [`00-${traceId}-${parentId}-01-more`, `01-${traceId}-${parentId}-01more`])
      expect(read(header)).toBeNull();
  });

  test('is ignored if one of its characters is wrong, missing or too many', () => {
    const at = fc.nat({ max: traceparent.length - 1 });
    fc.assert(
      fc.property(at, fc.constantFrom('', 'g', ' ', 'A', '--', '_', ','), (index, wrong) => {
        const header = traceparent.slice(0, index) + wrong + traceparent.slice(index + 1);
        expect(read(header)).toBeNull();
      }),
    );
  });

  test('is ignored if it is any other text', () => {
    fc.assert(fc.property(fc.string(), text => read(text) === null));
    for (const header of [
      `ff-${traceId}-${parentId}-01`,
      `00-${'0'.repeat(32)}-${parentId}-01`,
      `00-${traceId}-${'0'.repeat(16)}-01`,
      `${traceparent}, ${traceparent}`,
      `01-${traceId}-${parentId}-01-${'x'.repeat(1_000)}`,
    ])
      expect(read(header), header).toBeNull();
  });
});

test('a malformed tracestate loses its wrong members alone', () => {
  const state = (text: string) => read(traceparent, text)?.traceState?.serialize();
  expect(state(tracestate)).toBe(tracestate);
  expect(state(`${tracestate},=,a b,ok=1`)).toBe(`${tracestate},ok=1`);
});

/** Sends a request through each door in turn. */
async function throughBothDoors(watched: Watched, headers: Record<string, string>): Promise<void> {
  await post(watched, query, headers);
  await watched.askWith(query, headers);
}

describe.each(['fast path', 'Yoga'])('through %s,', door => {
  const gateway = { fastPath: door === 'fast path' };

  test('the span of a request lies below that of its client', async () => {
    const traced = await openTraced({ gateway });
    await traced.askWith(query, { traceparent, tracestate });
    const server = onlyOf(await traced.spans(), 'server');
    expect(server).toMatchObject({ traceId, parentSpanId: parentId, traceState: tracestate });
    const [line] = traced.lines('request');
    expect(line).toMatchObject({ trace_id: traceId, span_id: server.spanId });
  });

  test('without an SDK, log lines have the trace id of the client, and no span id', async () => {
    const watched = await openWatched({ gateway });
    watched.burki.play({ fault: { kind: 'status', status: 500 } });
    await watched.askWith(query, { traceparent });
    await watched.askWith(query, { traceparent: 'nonsense' });
    for (const msg of ['request', 'upstream failure']) {
      const [traced, untraced] = watched.lines(msg);
      expect(traced).toMatchObject({ trace_id: traceId });
      expect(traced).not.toHaveProperty('span_id');
      expect(untraced).not.toHaveProperty('trace_id');
    }
  });
});

test('a failed attempt is logged with the span of its client request', async () => {
  const traced = await openTraced();
  traced.burki.play({ fault: { kind: 'status', status: 500 } });
  await traced.ask(query);
  const server = onlyOf(await traced.spans(), 'server');
  expect(traced.lines('upstream failure')).toMatchObject([
    { trace_id: server.traceId, span_id: server.spanId },
  ]);
});

describe('a request that is not sampled', () => {
  test('has no spans, and keeps the ids in its log line', async () => {
    const traced = await openTraced({}, new ParentBasedSampler({ root: new AlwaysOffSampler() }));
    await throughBothDoors(traced, {});
    await throughBothDoors(traced, { traceparent: traceparent.replace(/01$/, '00') });
    expect(await traced.spans()).toEqual([]);
    for (const line of traced.lines('request')) expect(line['trace_id']).toMatch(/^[0-9a-f]{32}$/);
    expect(traced.lines('request').at(-1)).toMatchObject({ trace_id: traceId });
  });

  test('is sampled if its client says so', async () => {
    const traced = await openTraced({}, new ParentBasedSampler({ root: new AlwaysOffSampler() }));
    await traced.askWith(query, { traceparent });
    expect(ofKind(await traced.spans(), 'client')).toMatchObject([{ traceId }]);
  });
});

describe('the sources', () => {
  const passedOn = ({ burki }: Watched) =>
    burki.requests.map(({ headers }) => [headers['traceparent'], headers['tracestate']]);

  test('receive no trace by default', async () => {
    for (const open of [openTraced, openWatched]) {
      const watched = await open();
      await watched.askWith(query, { traceparent, tracestate });
      expect(passedOn(watched)).toEqual([[undefined, undefined]]);
    }
  });

  const gateway = { traceUpstream: true };

  test('receive the span of each upstream request if allowed, the same for each of its attempts', async () => {
    const limits = { ...plainLimits, attempts: 2, retryBaseMs: 1 };
    const traced = await openTraced({ gateway: { ...gateway, limits } });
    traced.burki.play({ times: 1, fault: { kind: 'status', status: 503 } });
    await traced.askWith(query, { traceparent, tracestate });
    const { spanId } = onlyOf(await traced.spans(), 'client');
    const sent = [`00-${traceId}-${spanId}-01`, tracestate];
    expect(passedOn(traced)).toEqual([sent, sent]);
  });

  test('receive the trace of a client that is not sampled, as such', async () => {
    const traced = await openTraced({ gateway });
    await traced.askWith(query, { traceparent: traceparent.replace(/01$/, '00') });
    const [line] = traced.lines('request');
    expect(passedOn(traced)).toEqual([[`00-${traceId}-${line?.['span_id']}-00`, undefined]]);
  });

  test('receive that of the client without an SDK, and none where it sends none', async () => {
    const watched = await openWatched({ gateway });
    await watched.askWith(query, { traceparent, tracestate });
    await watched.askWith(query, { traceparent: 'nonsense', tracestate });
    expect(passedOn(watched)).toEqual([
      [traceparent, tracestate],
      [undefined, undefined],
    ]);
  });

  test('receive one header, also where the same one of the client is forwarded', async () => {
    const traced = await openTraced({ gateway: { ...gateway, forwardHeaders: ['traceparent'] } });
    await traced.askWith(query, { traceparent });
    const { spanId } = onlyOf(await traced.spans(), 'client');
    expect(passedOn(traced)).toEqual([[`00-${traceId}-${spanId}-01`, undefined]]);
  });
});

test('a request that joins one which is not recorded has a span without a link', async () => {
  const traced = await openTraced({ gateway: { cache: defaultCacheOptions } });
  const release = holdAnswers(traced.burki);
  const first = traced.askWith(query, { traceparent: traceparent.replace(/01$/, '00') });
  await expect.poll(() => traced.burki.requests.length).toBe(1);
  const second = traced.ask(query);
  await expect
    .poll(() => traced.value('switchboard_source_events_total', { source: 'BURKI', type: 'coalesced' }))
    .toBe(1);
  release();
  await Promise.all([first, second]);
  expect(onlyOf(await traced.spans(), 'client')).toMatchObject({ name: 'BURKI', links: [] });
});
