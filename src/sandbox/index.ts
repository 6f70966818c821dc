export { type BurkiSandbox, type BurkiSandboxOptions, startBurkiSandbox } from './burki/sandbox.ts';
export { type ButterSandbox, type ButterSandboxOptions, startButterSandbox } from './butter/sandbox.ts';
export type { Fault } from './faults.ts';
export type { Sandbox } from './server.ts';
