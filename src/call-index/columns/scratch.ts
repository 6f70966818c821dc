/**
 * Gives an array of a length, which holds what an earlier use has left. It is the same one as long as it suffices, because the
 * garbage collector frees arrays late, and the C library keeps most of what is freed.
 */
export type Scratch<T> = (length: number) => T;

interface Growing<T> {
  readonly length: number;
  subarray(start: number, end: number): T;
}

export function createScratch<T extends Growing<T>>(create: new (length: number) => T): Scratch<T> {
  let array = new create(0);
  return length => {
    // Room for further rows, because an array that is replaced is garbage.
    if (length > array.length) array = new create(length + (length >> 3));
    return array.subarray(0, length);
  };
}
