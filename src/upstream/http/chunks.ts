import { errors } from 'undici';
import { garbled } from './head.ts';

/** Of one line that frames a chunk, and of all trailers together. */
const mostCharacters = 16_384;

const sizeLine = /^([0-9a-f]{1,12})[ \t]*(?:;[^\0\r\n]*)?\r\n$/i;
const lineFeed = 0x0a;

export interface ChunkReader {
  /** Takes in bytes from a place on, and gives the place after the last that belongs to the body. */
  take(bytes: Buffer, from: number): number;
  isDone(): boolean;
}

/** Takes a body that comes in chunks out of their framing. */
export function createChunkReader(add: (piece: Buffer) => void): ChunkReader {
  let awaited: 'a size' | 'data' | 'the end of data' | 'a trailer' | 'nothing' = 'a size';
  let left = 0;
  let line = '';
  let trailers = 0;

  function takeData(bytes: Buffer, from: number): number {
    const to = Math.min(bytes.length, from + left);
    add(bytes.subarray(from, to));
    left -= to - from;
    if (left === 0) awaited = 'the end of data';
    return to;
  }

  function takeLine(bytes: Buffer, from: number): number {
    const found = bytes.indexOf(lineFeed, from);
    const to = found < 0 ? bytes.length : found + 1;
    line += bytes.toString('latin1', from, to);
    if (line.length + trailers > mostCharacters) throw new errors.HeadersOverflowError();
    if (found < 0) return to;
    const whole = line;
    line = '';
    readLine(whole);
    return to;
  }

  function readLine(whole: string): void {
    if (awaited === 'a size') readSize(whole);
    else if (awaited === 'a trailer' && whole !== '\r\n') trailers += whole.length;
    else if (whole !== '\r\n') throw garbled('More data than a chunk has.');
    else awaited = awaited === 'a trailer' ? 'nothing' : 'a size';
  }

  function readSize(whole: string): void {
    const [, size] = sizeLine.exec(whole) ?? [];
    if (size === undefined) throw garbled('A chunk without a size.');
    left = Number.parseInt(size, 16);
    awaited = left === 0 ? 'a trailer' : 'data';
  }

  return {
    take(bytes, from) {
      let at = from;
      while (at < bytes.length && awaited !== 'nothing')
        at = awaited === 'data' ? takeData(bytes, at) : takeLine(bytes, at);
      return at;
    },
    isDone: () => awaited === 'nothing',
  };
}
