/** Writes numbers and blocks of bytes in sequence. Numbers are LEB128: seven bits a byte, the lowest first. */
export interface ByteWriter {
  /** A whole number from 0 to `Number.MAX_SAFE_INTEGER`. */
  integer(value: number): void;
  /** A whole number within `maxSigned` of 0, by zigzag encoding. */
  signed(value: number): void;
  /** Length-prefixed bytes. */
  block(bytes: Uint8Array): void;
  bytes(): Uint8Array;
}

/** Reader for the bytes of a ByteWriter; every method throws MalformedBytes for malformed input. */
export interface ByteReader {
  /** Throws for a number above `max`. */
  integer(max?: number): number;
  signed(): number;
  block(): Uint8Array;
  /** Throws if bytes are left. */
  end(): void;
}

class MalformedBytes extends Error {}

/** Bound for `signed`, because zigzag encoding doubles a number, which has to stay a safe integer. */
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
      // A last byte of 0 is malformed, because each number must have a single encoding.
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

/** Decodes bytes with `read`; null for malformed or surplus bytes. */
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
