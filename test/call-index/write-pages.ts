/** Goes on with the writes of a store in the folder that its argument names, without end, and prints the number of each. */
import { argv, stdout } from 'node:process';
import { writeNumber } from './counted-pages.ts';
import { createStore, libsqlIn } from './open-store.ts';

const { store } = createStore(libsqlIn(argv[2] ?? ''));
const { state } = await store.openAccount('BURKI', 'ours');
for (let number = (state.asOf ?? -1) + 1; ; number += 1) {
  await writeNumber(store, number);
  // The process ends with its reader.
  if (!stdout.write(`${number}\n`)) await new Promise(resolve => stdout.once('drain', resolve));
}
