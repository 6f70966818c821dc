import type { EncodedFailure } from './failure-codec.ts';

/** Messages of the main thread. Every request is answered once, in any order. */
export type WorkerRequest =
  | {
      readonly type: 'request';
      readonly id: number;
      readonly kind: string;
      readonly args: readonly unknown[];
    }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'close' };

/** Messages of the worker. */
export type WorkerResponse =
  | { readonly type: 'result'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly failure: EncodedFailure }
  | { readonly type: 'notice'; readonly message: string };
