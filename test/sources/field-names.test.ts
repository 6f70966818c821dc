import { expect, test } from 'vitest';
import { sourceFiles } from '../source-files.ts';

// A field is read by its value, and told by its name, which stand side by side: `readString(wire, 'status', wire.fields.status)`.
// A run sees that they belong together only where it meets a misfit in that very field, so this goes by the text.

const readers = '(?:String|Key|Number|Decimal|Int|Id|Boolean|Instant|Object|List|Enum|Child|Children)';
const reading = new RegExp(`\\bread${readers}\\(\\s*(\\w+),\\s*'(\\w+)',\\s*([\\w.]+)`, 'g');

test('whatever is read of a field is told by the name of that field', () => {
  const readings = sourceFiles
    .filter(({ name }) => name.startsWith('sources/'))
    .flatMap(({ code }) => [...code.matchAll(reading)]);
  expect(readings.length).toBeGreaterThan(140);
  for (const [, wire, name, place] of readings) expect(place).toBe(`${wire}.fields.${name}`);
});
