import { cpuMs } from './cpu.ts';
import type { MeasurePart } from './figure.ts';

// Loops over typed columns, with and without what src/call-index/queries/row-loops.ts does.

const rowCount = 1_000_000;
const blockSize = 2_048;
const runs = 40;

type Loop = (column: Float64Array, start: number, end: number, selected: Int32Array) => number;

const constant = new Int32Array(blockSize);

const withBranch: Loop = (column, start, end) => {
  let passed = 0;
  for (let row = start; row < end; row += 1) {
    const value = column[row] ?? 0;
    if (value >= 0.25 && value <= 0.75) constant[passed++] = row;
  }
  return passed;
};

const withoutBranch: Loop = (column, start, end) => {
  let passed = 0;
  for (let row = start; row < end; row += 1) {
    const value = column[row] ?? 0;
    constant[passed] = row;
    passed += Number(value >= 0.25) & Number(value <= 0.75);
  }
  return passed;
};

const intoArgument: Loop = (column, start, end, selected) => {
  let passed = 0;
  for (let row = start; row < end; row += 1) {
    const value = column[row] ?? 0;
    selected[passed] = row;
    passed += Number(value >= 0.25) & Number(value <= 0.75);
  }
  return passed;
};

/** Nanoseconds of CPU a row: the lower quartile of 40 runs over a million rows. */
function measure(loop: Loop, column: Float64Array, selected: Int32Array): number {
  const times = Array.from({ length: runs }, () => {
    const before = cpuMs();
    for (let start = 0; start + blockSize <= rowCount; start += blockSize)
      loop(column, start, start + blockSize, selected);
    return cpuMs() - before;
  });
  return times.sort((a, b) => a - b)[runs >> 2] ?? Number.NaN;
}

const loops = { 'with a branch': withBranch, 'without one': withoutBranch, 'into an argument': intoArgument };

export const measureLoops: MeasurePart = async () => {
  const column = Float64Array.from({ length: rowCount }, Math.random);
  const selected = new Int32Array(blockSize);
  // The first round compiles each loop for any of them, as in a process that answers many filters.
  for (const loop of Object.values(loops)) measure(loop, column, selected);
  for (const [name, loop] of Object.entries(loops))
    console.log(`- ${name}: ${measure(loop, column, selected).toFixed(1)} ns a row`);
  return [];
};
