import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentEncodingFor } from '../../src/http/compression.ts';

describe('Accept-Encoding', () => {
  test.each([
    [null, null],
    ['', null],
    ['gzip', 'gzip'],
    ['x-gzip', 'gzip'],
    ['GZip, Deflate, Br', 'br'],
    ['*', 'br'],
    ['*;q=0', null],
    ['br;q=0, *', 'gzip'],
    ['gzip;q=1.0, br;q=0.9', 'gzip'],
    ['gzip;q=0.1, identity;q=0.5', null],
    ['identity;q=0', null],
    ['identity;q=0, gzip;q=0.001', 'gzip'],
    ['deflate, zstd', null],
    ['gzip ; q=0', null],
    ['gzip;q=nonsense', 'gzip'],
  ])('%j is answered with %j', (accepted, encoding) => {
    expect(contentEncodingFor(accepted)).toBe(encoding);
  });

  test('an encoding is chosen by the highest weight, whatever the order, and never with weight 0', () => {
    const names = ['br', 'gzip', 'identity', 'deflate', '*'];
    const entry = fc.tuple(fc.constantFrom(...names), fc.integer({ min: 0, max: 10 }));
    const entries = fc.uniqueArray(entry, { selector: ([name]) => name, maxLength: 5 });
    const header = (list: [string, number][]) => list.map(([name, q]) => `${name};q=${q / 10}`).join(', ');
    fc.assert(
      fc.property(entries, list => {
        const weights = new Map(list);
        const weight = (name: string) => weights.get(name) ?? weights.get('*') ?? 0;
        const chosen = contentEncodingFor(header(list));
        expect(contentEncodingFor(header([...list].reverse()))).toBe(chosen);
        const best = Math.max(weight('br'), weight('gzip'));
        if (chosen) expect(weight(chosen)).toBe(best);
        expect(chosen !== null).toBe(best > 0 && best >= (weights.get('identity') ?? 0));
      }),
    );
  });
});
