import { errors } from 'undici';

/** What has come so far of a body. */
export interface Body {
  readonly size: () => number;
  /** Throws where it would be too large. */
  add(piece: Buffer): void;
  whole(): Buffer;
}

const leastBlock = 16_384;
const mostBlock = 1_048_576;

/** Makes room as it fills, because a length that was announced need not come. */
export function createBody(maxBytes: number): Body {
  const blocks: Buffer[] = [];
  let size = 0;
  let room = 0;

  function makeRoom(): Buffer {
    room = Math.min(maxBytes - size, mostBlock, Math.max(leastBlock, size));
    const block = Buffer.allocUnsafeSlow(room);
    blocks.push(block);
    return block;
  }

  return {
    size: () => size,
    add(piece) {
      if (size + piece.length > maxBytes) throw new errors.ResponseExceededMaxSizeError();
      for (let from = 0; from < piece.length; ) {
        const block = (room > 0 && blocks.at(-1)) || makeRoom();
        const copied = piece.copy(block, block.length - room, from);
        from += copied;
        size += copied;
        room -= copied;
      }
    },
    whole() {
      const [first] = blocks;
      return first && blocks.length === 1 ? first.subarray(0, size) : Buffer.concat(blocks, size);
    },
  };
}
