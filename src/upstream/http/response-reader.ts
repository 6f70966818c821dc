import { errors } from 'undici';
import { type Body, createBody } from './body.ts';
import { type ChunkReader, createChunkReader } from './chunks.ts';
import { garbled, type Head, readHead } from './head.ts';

export interface Response {
  readonly head: Head;
  /** To be read at once: its memory may be that of the next bytes to come. */
  readonly body: Buffer;
  /** Whether more came than belongs to it, so that nothing on this connection can be trusted any more. */
  readonly isOverrun: boolean;
}

/** Reads one response after the other. */
export interface ResponseReader {
  /** Begins anew, with a response whose body may have so many bytes. */
  expect(maxBytes: number): void;
  /** The head of the response under way; null until it is whole. */
  head(): Head | null;
  /** Takes in what came; gives the response once it is whole. Throws where it is no HTTP, or more than may come. */
  take(bytes: Buffer): Response | null;
  /** The server has ended the connection: the response, where that is what ends it. */
  end(): Response | null;
}

const mostOfHead = 16_384;
/** Heads that only announce another. */
const mostAnnounced = 16;
const endOfHead = '\r\n\r\n';

export function createResponseReader(): ResponseReader {
  let maxBytes = 0;
  let head: Head | null = null;
  let announced = 0;
  let begun = '';
  let body: Body | null = null;
  let chunks: ChunkReader | null = null;

  /** Gives the place after it; -1 while it is not whole. What had begun goes on where the bytes begin. */
  function takeHead(bytes: Buffer, from: number): number {
    const found = begun === '' ? bytes.indexOf(endOfHead, from) : -1;
    if (found >= 0) return begin(bytes.toString('latin1', from, found), found + endOfHead.length);
    const text = begun + bytes.toString('latin1', from);
    const end = text.indexOf(endOfHead, Math.max(0, begun.length - endOfHead.length));
    const place = from + end + endOfHead.length - begun.length;
    begun = end < 0 ? text : '';
    if (begun.length > mostOfHead) throw new errors.HeadersOverflowError();
    return end < 0 ? -1 : begin(text.slice(0, end), place);
  }

  function begin(text: string, place: number): number {
    if (text.length > mostOfHead) throw new errors.HeadersOverflowError();
    head = readHead(text);
    announced += head ? 0 : 1;
    if (announced > mostAnnounced) throw garbled('Nothing but announcements.');
    if (head?.isChunked) chunks = createChunkReader(add);
    if ((head?.length ?? 0) > maxBytes) throw new errors.ResponseExceededMaxSizeError();
    return place;
  }

  function takeBody(known: Head, bytes: Buffer, from: number): Response | null {
    if (chunks) {
      const to = chunks.take(bytes, from);
      return chunks.isDone() ? whole(known, to < bytes.length) : null;
    }
    const size = body?.size() ?? 0;
    const to = known.length === null ? bytes.length : Math.min(bytes.length, from + known.length - size);
    const isAll = size === 0 && to - from === known.length;
    if (isAll) return { head: known, body: bytes.subarray(from, to), isOverrun: to < bytes.length };
    add(bytes.subarray(from, to));
    return size + to - from === known.length ? whole(known, to < bytes.length) : null;
  }

  function add(piece: Buffer): void {
    body ??= createBody(maxBytes);
    body.add(piece);
  }

  function whole(known: Head, isOverrun: boolean): Response {
    const response = { head: known, body: body?.whole() ?? Buffer.alloc(0), isOverrun };
    // Because a connection may rest for long, and a body may have been large.
    body = null;
    chunks = null;
    return response;
  }

  return {
    expect(most) {
      maxBytes = most;
      head = null;
      announced = 0;
      begun = '';
      body = null;
      chunks = null;
    },
    head: () => head,
    take(bytes) {
      let at = 0;
      // More than once where a head only announced another.
      while (!head && at >= 0 && at < bytes.length) at = takeHead(bytes, at);
      return head ? takeBody(head, bytes, at) : null;
    },
    end: () => (head && !head.isChunked && head.length === null ? whole(head, false) : null),
  };
}
