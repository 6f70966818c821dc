import { jsonNumberBytes, jsonTextBytes } from './json-bytes.ts';

/** Counter for the JSON of the data of one answer, which is never larger than `bytes`. */
export interface AnswerSize {
  bytes: number;
  readonly maxBytes: number;
  /** The error that fails the whole answer, such as that of an answer beyond the bound; null if there is none. */
  excess: Error | null;
  readonly createError: () => Error;
  /** Bytes from which a list waits for its next turn; other requests are served between. */
  sliceEnd: number;
  readonly sliceBytes: number;
  readonly nextTurn: () => Promise<void>;
}

/** Bytes that complete in one turn of the event loop: about two milliseconds of work. */
const defaultSliceBytes = 256_000;

export interface AnswerSizeOptions {
  readonly maxBytes?: number;
  readonly createError?: () => Error;
  readonly nextTurn?: AnswerSize['nextTurn'];
  readonly sliceBytes?: number;
}

export const createAnswerSize = ({
  maxBytes = Infinity,
  createError = () => new Error('The answer is too large.'),
  nextTurn = () => Promise.resolve(),
  sliceBytes = defaultSliceBytes,
}: AnswerSizeOptions = {}): AnswerSize => ({
  bytes: 0,
  maxBytes,
  excess: null,
  createError,
  sliceEnd: sliceBytes,
  sliceBytes,
  nextTurn,
});

/** Starts the count anew, for a repeated execution. */
export function resetSize(size: AnswerSize): void {
  size.bytes = 0;
  size.excess = null;
  size.sliceEnd = size.sliceBytes;
}

/** Whether an answer takes more than one slice. */
export const isLongAnswer = ({ bytes, sliceBytes }: AnswerSize): boolean => bytes > sliceBytes;

/** Waits for the next turn, and starts a slice; a failure of the turn, such as a disconnection, fails the whole answer. */
export async function startSlice(size: AnswerSize): Promise<void> {
  try {
    await size.nextTurn();
  } catch (error) {
    size.excess ??= error as Error;
  }
  if (size.excess) throw size.excess;
  size.sliceEnd = size.bytes + size.sliceBytes;
}

/** Fails the whole answer. Throws the same error on each call, so that nothing completes after the bound. */
export function throwExcess(size: AnswerSize, createError = size.createError): never {
  size.excess ??= createError();
  throw size.excess;
}

/** Counts an object with its response keys; `bytes` is `objectBytes` of these. */
export function countBytes(size: AnswerSize, bytes: number): void {
  size.bytes += bytes;
  if (size.bytes > size.maxBytes) throwExcess(size);
}

/** Counts the items of a list as if they were null; what each has beyond that counts on its own. */
export const countItems = (size: AnswerSize, items: number): void => countBytes(size, items * itemBytes);

/** Counts a serialized leaf beyond the four bytes of null, which its object or list counts. */
export function countLeaf(size: AnswerSize, value: unknown): void {
  if (typeof value === 'string') size.bytes += jsonTextBytes(value);
  else countJson(size, value);
  if (size.bytes > size.maxBytes) throwExcess(size);
}

/** Bytes of null, and of the quotes of a text with two to spare. */
const nullBytes = 4;
/** Bytes of null and a comma. */
const itemBytes = nullBytes + 1;
/** Quotes, colon and comma. */
const keyBytes = 4;

/** Bytes of an object whose fields are null. */
export function objectBytes(keys: readonly string[]): number {
  let bytes = 2;
  for (const key of keys) bytes += key.length + keyBytes + nullBytes;
  return bytes;
}

/** Counts JSON of a source; stops at the bound, so that the walk never takes longer than the answer could. */
function countJson(size: AnswerSize, value: unknown): void {
  if (typeof value === 'string') size.bytes += jsonTextBytes(value);
  if (typeof value === 'number') size.bytes += jsonNumberBytes(value) - nullBytes;
  if (value === false) size.bytes += 1;
  if (typeof value !== 'object' || value === null) return;
  if (size.bytes > size.maxBytes) throwExcess(size);
  if (Array.isArray(value)) {
    size.bytes += 2 + value.length * itemBytes;
    for (const item of value) countJson(size, item);
    return;
  }
  size.bytes += 2;
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key in fields) {
    size.bytes += jsonTextBytes(key) + keyBytes + nullBytes;
    countJson(size, fields[key]);
  }
}
