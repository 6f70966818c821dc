import { env } from 'node:process';

/** Seed of all random choices of a proof, which repeats them. */
export const seed = Number(env['PROVE_SEED'] ?? Date.now() % 1_000_000_000);

const share = Number(env['PROVE_SHARE'] ?? 1);

/** A number of trials, or the share of them that is asked for. */
export const trials = (count: number): number => Math.max(1, Math.round(count * share));

/** Prints a line for the reader of a proof. */
export const report = (line: string): void => void process.stdout.write(`${line}\n`);
