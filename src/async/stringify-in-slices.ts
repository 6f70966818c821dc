import type { NextTurn } from './turn-queue.ts';

/** Values that are written in one turn of the event loop: about a millisecond of work. */
const maxValues = 2_000;
/** Characters of one piece of the text. */
const pieceLength = 128_000;

/** Whether a value is written so quickly that a slice holds it. */
export const isShortJson = (value: unknown): boolean => countValues(value, 0) <= maxValues;

function countValues(value: unknown, counted: number): number {
  const count = counted + 1;
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return count;
  return Array.isArray(value) ? countItems(value, count) : countFields(value as Fields, count);
}

function countItems(items: readonly unknown[], counted: number): number {
  let count = counted;
  for (const item of items) {
    if (count > maxValues) return count;
    count = countValues(item, count);
  }
  return count;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads no more values than it counts, as `Object.values` would of an object with a hundred thousand keys. */
function countFields(fields: Fields, counted: number): number {
  let count = counted;
  for (const name in fields) {
    if (count > maxValues) return count;
    count = countValues(fields[name], count);
  }
  return count;
}

/** Writes the JSON of plain data as JSON.stringify does, in slices between which other requests are served. UTF-8. */
export async function stringifyInSlices(value: unknown, nextTurn: NextTurn): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let text = '';

  async function flush(): Promise<void> {
    pieces.push(Buffer.from(text));
    text = '';
    await nextTurn();
  }

  async function write(long: object): Promise<void> {
    if (Array.isArray(long)) return writeList(long);
    const fields = long as Fields;
    let opening = '{';
    for (const name of Object.keys(fields)) {
      const inner = fields[name];
      if (inner === undefined || typeof inner === 'function') continue;
      text += `${opening}${JSON.stringify(name)}:`;
      opening = ',';
      if (isShortJson(inner)) text += JSON.stringify(inner);
      else await write(inner as object);
      if (text.length > pieceLength) await flush();
    }
    text += opening === '{' ? '{}' : '}';
  }

  async function writeList(items: readonly unknown[]): Promise<void> {
    text += '[';
    for (const [at, item] of items.entries()) {
      if (at > 0) text += ',';
      if (isShortJson(item)) text += JSON.stringify(item ?? null);
      else await write(item as object);
      if (text.length > pieceLength) await flush();
    }
    text += ']';
  }

  if (isShortJson(value)) text = JSON.stringify(value) ?? 'null';
  else await write(value as object);
  await flush();
  return Buffer.concat(pieces);
}
