export {
  type BurkiSandbox,
  type BurkiSandboxOptions,
  startBurkiSandbox,
} from './burki/sandbox.ts';
export type { BurkiWireCall, BurkiWireRecording, BurkiWireTranscript } from './burki/wire.ts';
export {
  type ButterSandbox,
  type ButterSandboxOptions,
  startButterSandbox,
} from './butter/sandbox.ts';
export type { ButterWireCall } from './butter/wire.ts';
export type { Fault, FaultRule } from './faults.ts';
export type { RecordedRequest, Route } from './requests.ts';
export { type ServeSandboxesOptions, serveSandboxes } from './serve.ts';
export type { Sandbox, SandboxOptions } from './server.ts';
