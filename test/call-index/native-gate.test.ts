import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { createNativeGate, createNativeRunner } from '../../src/call-index/store/libsql/native-gate.ts';
import { compiled, run } from '../run-main.ts';
import { scratchFolder } from './scratch-folder.ts';

const exitWhileOpening = compiled('test/call-index/exit-while-opening.ts');

test('a process that exits while its index is opened has its own exit code', async () => {
  const moments = [0, 1, 2, 4, 6, 8];
  const codes = moments.map(milliseconds => {
    const folder = scratchFolder();
    const path = join(folder, 'calls.db');
    return run([exitWhileOpening, path, `${milliseconds}`], folder).ended;
  });
  expect(await Promise.all(codes)).toEqual(moments.map(() => 7));
});

/** Calls within which a worker reports its progress: 1 in the first call, 2 at its end, 3 for a failed second one. */
const calls = (module: string) => `
  import(${JSON.stringify(module)}).then(async ({ createNativeRunner }) => {
    const { workerData: { gate, progress }, parentPort } = await import('node:worker_threads');
    const runNative = createNativeRunner(gate);
    const steps = new Int32Array(progress);
    runNative(() => {
      parentPort.postMessage('in a call');
      Atomics.wait(steps, 1, 0, 200);
      runNative(() => Atomics.store(steps, 0, 2));
    });
    try {
      runNative(() => Atomics.store(steps, 0, 4));
    } catch (failure) {
      Atomics.store(steps, 0, failure.kind === 'NOT_OPEN' ? 3 : 5);
    }
    parentPort.postMessage('done');
  });`;

test('a gate that is shut waits for the call in progress, and refuses the next', async () => {
  const gate = createNativeGate();
  const progress = new SharedArrayBuffer(8);
  const steps = new Int32Array(progress);
  const module = pathToFileURL(compiled('src/call-index/store/libsql/native-gate.ts')).href;
  const worker = new Worker(calls(module), { eval: true, workerData: { gate: gate.memory, progress } });
  onTestFinished(async () => void (await worker.terminate()));
  const next = () => new Promise(resolve => worker.once('message', resolve));
  expect(await next()).toBe('in a call');
  gate.shut();
  expect(Atomics.load(steps, 0)).toBeGreaterThanOrEqual(2);
  expect(await next()).toBe('done');
  expect(Atomics.load(steps, 0)).toBe(3);
});

test('a call that fails leaves the gate to the next', () => {
  const runNative = createNativeRunner(createNativeGate().memory);
  expect(() =>
    runNative(() => {
      throw new RangeError('no');
    }),
  ).toThrow(RangeError);
  expect(runNative(() => runNative(() => 7))).toBe(7);
});
