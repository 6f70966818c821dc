/** Writes numbers and blocks of bytes in sequence. Numbers are LEB128: seven bits a byte, the lowest first. */
export interface ByteWriter {
  /** A whole number from 0 to `Number.MAX_SAFE_INTEGER`. */
  integer(value: number): void;
  /** A whole number within `maxSigned` of 0, by zigzag encoding. */
  signed(value: number): void;
  /** Bytes after their count. */
  block(bytes: Uint8Array): void;
  bytes(): Uint8Array;
}

/** Reads what a ByteWriter wrote; every method throws MalformedBytes for other bytes. */
export interface ByteReader {
  /** Refuses a number above the bound. */
  integer(max?: number): number;
  signed(): number;
  block(): Uint8Array;
  /** Throws unless all has been read. */
  end(): void;
}

class MalformedBytes extends Error {}

/** Zigzag encoding doubles a number, which has to stay exact. */
export const maxSigned = 2 ** 52 - 1;

export function createByteWriter(): ByteWriter {
  const written: number[] = [];

  function integer(value: number): void {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) written.push((rest % 128) + 128);
    written.push(rest);
  }

  return {
    integer,
    signed: value => integer(value < 0 ? -value * 2 - 1 : value * 2),
    block(bytes) {
      integer(bytes.length);
      for (const byte of bytes) written.push(byte);
    },
    bytes: () => Uint8Array.from(written),
  };
}

function createByteReader(bytes: Uint8Array): ByteReader {
  let index = 0;

  function byte(): number {
    const value = bytes[index];
    if (value === undefined) throw new MalformedBytes();
    index += 1;
    return value;
  }

  function integer(max = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const next = byte();
      value += (next % 128) * scale;
      // A last byte of 0 adds nothing, so each number has one spelling only.
      if (value > max || (next === 0 && scale > 1)) throw new MalformedBytes();
      if (next < 128) return value;
    }
  }

  return {
    integer,
    signed() {
      const value = integer();
      return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    },
    block() {
      const length = integer();
      const from = index;
      index += length;
      if (index > bytes.length) throw new MalformedBytes();
      return bytes.subarray(from, index);
    },
    end() {
      if (index < bytes.length) throw new MalformedBytes();
    },
  };
}

/** Reads all bytes by a function and returns its result; null for bytes that no writer wrote. */
export function readBytes<T>(bytes: Uint8Array, read: (reader: ByteReader) => T): T | null {
  try {
    const reader = createByteReader(bytes);
    const value = read(reader);
    reader.end();
    return value;
  } catch (failure) {
    if (failure instanceof MalformedBytes) return null;
    throw failure;
  }
}
