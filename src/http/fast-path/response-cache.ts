import { LRUCache } from 'lru-cache';
import type { RequestHead } from '../../async/client-disconnect.ts';
import { escapePart } from '../../domain/key.ts';
import type { Notice } from '../../domain/source-event.ts';
import type { RequestState } from '../../observability/request-state.ts';
import type { Answer, Written } from './execute-request.ts';

export interface AnswerMemoryOptions {
  readonly store: AnswerStore;
  /** What tells the sources, and the credentials that they are asked with, from all others; every key begins with it. */
  readonly keyspace: string;
  /** The client headers that upstreams get to see: what they answer is for that client alone. */
  readonly forwardHeaders: readonly string[];
  /** Told of each piece of memory that is answered from once more. */
  readonly notice: (notice: Notice) => void;
}

/** What is known of a question: its answer, or that it was asked once. */
export interface Kept {
  readonly written: Written | null;
}

/** Of a question that was asked once only this is kept, because most such are never asked again. */
const askedOnce: Kept = { written: null };

/** In memory of its own, because a small Buffer else keeps all of the pool that it is a piece of. */
function inBytes(written: Written): Kept {
  const text = written.body.toString();
  const body = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  body.write(text);
  return { written: { ...written, body } };
}

function sizeOf(written: Written | null): number {
  let size = 100 + (written?.body.length ?? 0);
  for (const { memory } of written?.memories ?? []) size += 300 + 2 * (memory?.key.length ?? 0);
  return size;
}

export type AnswerStore = LRUCache<string, Kept>;

/** Keeps so many bytes of answers; of more, those that were asked for last. */
export const createAnswerStore = (bytes: number): AnswerStore =>
  new LRUCache({
    maxSize: bytes,
    sizeCalculation: ({ written }, key) => 2 * key.length + sizeOf(written),
  });

/** Whether it also has a document known by its hash from now on, which is not to be answered without. */
const registers = (question: string): boolean =>
  question.includes('"persistedQuery"') && question.includes('"query"');

/** What else of a request its answer depends on than its body. */
const telling = ['x-switchboard-explain', 'apollo-federation-include-trace'];

/**
 * Response cache: a serialized response is valid as long as every cache entry that it was made of, so that it needs no
 * purge of its own. See docs/decisions/0003-response-cache.md.
 */
export function withAnswerMemory(answer: Answer, options: AnswerMemoryOptions): Answer {
  const { store, keyspace, forwardHeaders, notice } = options;
  const prefix = escapePart(keyspace);
  const isOrdinary = ({ headers }: RequestHead): boolean =>
    !headers.get('accept')?.includes('multipart') &&
    telling.every(name => headers.get(name) === null) &&
    forwardHeaders.every(name => headers.get(name) === null);

  function recall(state: RequestState, key: string): Written | null {
    const known = store.get(key)?.written;
    if (!known?.memories?.every(({ memory }) => memory?.isGood())) return null;
    state.operation = known.operation;
    state.executed = true;
    for (const memory of known.memories) notice(memory);
    return known;
  }

  return async (state, question) => {
    if (!isOrdinary(state.head) || registers(question)) return answer(state, question);
    // The question is the last part, and long: it needs no escape, and looking for one takes its time.
    const key = `${prefix}:${question}`;
    const known = recall(state, key);
    if (known) return known;
    const written = await answer(state, question);
    if (written?.memories) store.set(key, store.has(key) ? inBytes(written) : askedOnce);
    return written;
  };
}
