/** Counter for the JSON of one answer, without escapes, because exact bytes would take a second pass. */
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

/** Throws the same error on each call, so that nothing completes after the bound. */
function throwExcess(size: AnswerSize): never {
  size.excess ??= size.createError();
  throw size.excess;
}

/** Counts an object with its response keys; `bytes` is `objectBytes` of these. */
export function countBytes(size: AnswerSize, bytes: number): void {
  size.bytes += bytes;
  if (size.bytes > size.maxBytes) throwExcess(size);
}

/** Counts a serialized leaf beyond the four bytes of null, which its object counts. */
export function countLeaf(size: AnswerSize, value: unknown): void {
  if (typeof value === 'string') size.bytes += textBytes(size, value);
  else if (typeof value === 'object') countJson(size, value);
  else size.bytes += numberBytes;
  if (size.bytes > size.maxBytes) throwExcess(size);
}

/** Counts exactly in long answers only, because it takes longer than the length. */
const textBytes = (size: AnswerSize, text: string): number =>
  isLongAnswer(size) ? Buffer.byteLength(text) : text.length;

const numberBytes = 4;
const nullBytes = 4;
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
  if (typeof value === 'string') size.bytes += textBytes(size, value);
  if (typeof value !== 'object' || value === null) return;
  if (size.bytes > size.maxBytes) throwExcess(size);
  if (Array.isArray(value)) {
    size.bytes += 2 + value.length * (nullBytes + 1);
    for (const item of value) countJson(size, item);
    return;
  }
  size.bytes += 2;
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key in fields) {
    size.bytes += key.length + keyBytes + nullBytes;
    countJson(size, fields[key]);
  }
}
