import { isDeepStrictEqual } from 'node:util';
import type { Measured } from './rounds.ts';
import { bodyOf, type Workload } from './workloads.ts';

/** Fails unless all servers give the same answers; but stock Yoga puts the fields in another order. */
export async function verify(all: readonly Measured[], workloads: readonly Workload[]): Promise<void> {
  for (const workload of workloads)
    for (const turn of [0, 5]) {
      const body = bodyOf(workload, turn);
      const [wanted, ...others] = await Promise.all(
        all.map(async ({ client }) => JSON.parse(await client.ask(body))),
      );
      for (const [at, given] of others.entries())
        if (!isDeepStrictEqual(given, wanted))
          throw new Error(`${workload.name}: ${all[at + 1]?.name} differs from ${all[0]?.name}`);
    }
}
