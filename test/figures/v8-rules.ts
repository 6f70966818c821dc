import { createCancellation } from '../../src/async/cancellation.ts';
import { butterCall } from '../bench/wire.ts';

// Measures each V8 rule of docs/performance.md apart from the rest of the gateway: `npm run figures:v8`. Needs
// --expose-gc. Each variant runs in alternation with the other; the figures are medians.

interface Variant {
  readonly name: string;
  /** Runs `count` times, and returns something that depends on each run, so that V8 cannot skip one. */
  run(count: number): unknown;
}

interface Rule {
  readonly number: number;
  readonly without: Variant;
  readonly with: Variant;
}

const rounds = 15;
const runs = 50_000;

const objectWith = (fields: number): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: fields }, (_, index) => [`field${index}`, index]));

const attempt = { source: 'BUTTER', route: 'call', number: 1, code: null, status: 200, bytes: 4096 };

const spread: Rule = {
  number: 1,
  without: {
    name: 'a spread and one more field',
    run: count => sum(count, at => ({ ...attempt, bytes: at, abandoned: false }).bytes),
  },
  with: {
    name: 'explicit fields',
    run: count =>
      sum(
        count,
        at =>
          ({
            source: attempt.source,
            route: attempt.route,
            number: attempt.number,
            code: attempt.code,
            status: attempt.status,
            bytes: at,
            abandoned: false,
          }).bytes,
      ),
  },
};

const withGetter = (size: number) => ({
  content: new Array(size).fill(0),
  get size() {
    return size;
  },
});
const withField = (size: number) => ({ content: new Array(size).fill(0), size });

const getters: Rule = {
  number: 2,
  without: {
    name: 'an object with a getter',
    run: count => sum(count, at => withGetter(16 + (at & 1)).size),
  },
  with: { name: 'an object with a field', run: count => sum(count, at => withField(16 + (at & 1)).size) },
};

const weak = new WeakMap<object, number[]>();
interface Holder {
  value: number[] | null;
}

const weakMaps: Rule = {
  number: 4,
  without: {
    name: 'an entry of a WeakMap',
    run: count =>
      sum(count, at => {
        const key = { at };
        weak.set(key, new Array(16).fill(at));
        return weak.get(key)?.length ?? 0;
      }),
  },
  with: {
    name: 'a field',
    run: count =>
      sum(count, at => {
        const key: Holder = { value: null };
        key.value = new Array(16).fill(at);
        return key.value.length;
      }),
  },
};

const reason = new Error('cancelled');
const listen = (): void => {};

const cancellations: Rule = {
  number: 5,
  without: {
    name: 'an AbortController with a listener',
    run: count =>
      sum(count, at => {
        const controller = new AbortController();
        controller.signal.addEventListener('abort', listen);
        controller.signal.removeEventListener('abort', listen);
        return at;
      }),
  },
  with: {
    name: 'a Cancellation with a listener',
    run: count =>
      sum(count, at => {
        const cancellation = createCancellation();
        cancellation.onCancel(listen);
        cancellation.offCancel(listen);
        if (cancellation.reason === reason) throw reason;
        return at;
      }),
  },
};

const row = objectWith(12);
const names = Object.keys(row);
const assign = (result: Record<string, unknown>, key: string, value: unknown): void => {
  result[key] = value;
};

const closures: Rule = {
  number: 7,
  without: {
    name: 'a closure for each field',
    run: count =>
      sum(count, () => {
        const result: Record<string, unknown> = {};
        for (const name of names) {
          const value = row[name];
          settleWith(value, settled => assign(result, name, settled));
        }
        return Object.keys(result).length;
      }),
  },
  with: {
    name: 'none',
    run: count =>
      sum(count, () => {
        const result: Record<string, unknown> = {};
        for (const name of names) {
          const value = row[name];
          if (value instanceof Promise) assignLater(value, result, name);
          else assign(result, name, value);
        }
        return Object.keys(result).length;
      }),
  },
};

function settleWith(value: unknown, put: (settled: unknown) => void): void {
  if (value instanceof Promise) value.then(put);
  else put(value);
}

function assignLater(value: Promise<unknown>, result: Record<string, unknown>, name: string): void {
  value.then(settled => assign(result, name, settled));
}

/**
 * Names as slices of one text, as the schema's parser makes them. The prefixes differ, because V8 keeps one string for
 * equal property names.
 */
const namesFrom = (text: string, prefix: string): string[] =>
  `${text} ${names.map((_, index) => `${prefix}${index}`).join(' ')}`.split(' ').slice(1);
const listOf = (keys: readonly string[]): object[] =>
  Array.from({ length: 5 }, () => Object.fromEntries(keys.map((key, at) => [key, `value ${at}`])));
const asciiRows = listOf(namesFrom('-', 'ascii'));
const wideRows = listOf(namesFrom('\u2013', 'bytes'));

const characters: Rule = {
  number: 8,
  without: { name: 'names of a two-byte text', run: count => sum(count, () => bytesOf(wideRows)) },
  with: { name: 'names of an ASCII text', run: count => sum(count, () => bytesOf(asciiRows)) },
};

const bytesOf = (rows: object[]): number => Buffer.from(JSON.stringify(rows)).length;

const body = Buffer.from(butterCall('call_1'));

/** Keeps the last 2,000, as a cache does: far more than the young generation holds. */
const keepEach = (count: number, held: (value: unknown, text: string) => unknown): number => {
  const kept: unknown[] = new Array(2_000).fill(null);
  return sum(count, at => {
    const text = body.toString();
    kept[at % kept.length] = held(JSON.parse(text), text);
    return kept.length;
  });
};

const unread: Rule = {
  number: 11,
  without: { name: 'a call of Butter kept as objects', run: count => keepEach(count, value => value) },
  with: { name: 'a call of Butter kept as text', run: count => keepEach(count, (_, text) => text) },
};

function sum(count: number, step: (at: number) => number): number {
  let total = 0;
  for (let at = 0; at < count; at += 1) total += step(at);
  return total;
}

interface Measured {
  readonly nanoseconds: number;
  /** Bytes a run that minor collections have left behind. */
  readonly retained: number;
}

function measure(variant: Variant): Measured {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const startedAt = performance.now();
  variant.run(runs);
  const nanoseconds = ((performance.now() - startedAt) * 1e6) / runs;
  globalThis.gc?.({ type: 'minor' });
  return { nanoseconds, retained: Math.max(0, process.memoryUsage().heapUsed - before) / runs };
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

const medianOf = (all: readonly Measured[]): Measured => ({
  nanoseconds: median(all.map(({ nanoseconds }) => nanoseconds)),
  retained: median(all.map(({ retained }) => retained)),
});

console.log('| Rule | | ns a run | bytes left behind a run |\n| ---: | --- | ---: | ---: |');
for (const rule of [spread, getters, weakMaps, cancellations, closures, characters, unread]) {
  const measured = { without: [] as Measured[], with: [] as Measured[] };
  for (let round = 0; round < rounds; round += 1) {
    measured.without.push(measure(rule.without));
    measured.with.push(measure(rule.with));
  }
  for (const kind of ['without', 'with'] as const) {
    const { nanoseconds, retained } = medianOf(measured[kind].slice(5));
    console.log(
      `| ${rule.number} | ${rule[kind].name} | ${nanoseconds.toFixed(0)} | ${retained.toFixed(0)} |`,
    );
  }
}
