import type { ButterSandboxOptions } from './butter/sandbox.ts';
import type { SandboxOptions } from './server.ts';

export { type BurkiSandbox, type BurkiSandboxOptions, startBurkiSandbox } from './burki/sandbox.ts';
export { type ButterSandbox, type ButterSandboxOptions, startButterSandbox } from './butter/sandbox.ts';
export type { Fault } from './faults.ts';
export type { Sandbox } from './server.ts';

/** Options of every sandbox; each ignores those of the others. */
export type AnySandboxOptions = SandboxOptions & Pick<ButterSandboxOptions, 'cursorSeconds' | 'lateBilling'>;
