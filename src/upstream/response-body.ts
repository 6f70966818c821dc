import { errors } from 'undici';

export interface ResponseBody {
  /** Throws ResponseExceededMaxSizeError beyond the limit. */
  add(chunk: Buffer): void;
  /** The body in order. */
  blocks(): readonly Buffer[];
}

const minBlock = 16_384;
const maxBlock = 1_048_576;

/**
 * Copies chunks into blocks that grow with the body, because each tiny chunk would otherwise keep its own buffer. The
 * size of the blocks does not rely on `Content-Length`, because the header may be wrong.
 */
export function createResponseBody(maxBytes: number): ResponseBody {
  const blocks: Buffer[] = [];
  let size = 0;
  let room = 0;
  /** The first chunk, uncopied, because most bodies have no other. */
  let only: Buffer | null = null;

  function addBlock(): Buffer {
    room = Math.min(maxBytes - size, maxBlock, Math.max(minBlock, size));
    const block = Buffer.allocUnsafeSlow(room);
    blocks.push(block);
    return block;
  }

  function copy(chunk: Buffer): void {
    for (let from = 0; from < chunk.length; ) {
      const block = (room > 0 && blocks.at(-1)) || addBlock();
      const copied = chunk.copy(block, block.length - room, from);
      from += copied;
      size += copied;
      room -= copied;
    }
  }

  return {
    add(chunk) {
      if (size + chunk.length > maxBytes) throw new errors.ResponseExceededMaxSizeError();
      if (size === 0) {
        only = chunk;
        size = chunk.length;
        return;
      }
      if (only) {
        const first = only;
        only = null;
        size = 0;
        copy(first);
      }
      copy(chunk);
    },
    blocks() {
      if (only) return [only];
      const last = blocks.at(-1);
      return last ? [...blocks.slice(0, -1), last.subarray(0, last.length - room)] : [];
    },
  };
}
