import { type CallErrorCode, SwitchboardError } from '../../domain/errors.ts';
import { IndexStorageError, type StorageFailure } from '../store/storage-error.ts';

/** An error as a message holds it, because its class is lost between threads. */
export type EncodedFailure =
  | { readonly type: 'storage'; readonly kind: StorageFailure; readonly message: string }
  | {
      readonly type: 'foreseen';
      readonly code: CallErrorCode;
      readonly message: string;
      readonly details: Details;
    }
  | { readonly type: 'unforeseen'; readonly message: string; readonly stack: string | undefined };

interface Details {
  readonly retryable?: boolean;
  readonly retryAfter?: number;
}

export function encodeFailure(failure: unknown): EncodedFailure {
  if (failure instanceof IndexStorageError)
    return { type: 'storage', kind: failure.kind, message: failure.message };
  if (failure instanceof SwitchboardError)
    return { type: 'foreseen', code: failure.code, message: failure.message, details: detailsOf(failure) };
  const { message, stack } = failure instanceof Error ? failure : new Error(String(failure));
  return { type: 'unforeseen', message, stack };
}

const detailsOf = ({ details: { retryable, retryAfter } }: SwitchboardError): Details => ({
  ...(retryable !== undefined && { retryable }),
  ...(retryAfter !== undefined && { retryAfter }),
});

export function decodeFailure(encoded: EncodedFailure): Error {
  if (encoded.type === 'storage') return new IndexStorageError(encoded.kind, encoded.message);
  if (encoded.type === 'foreseen')
    return new SwitchboardError(encoded.code, encoded.message, encoded.details);
  const failure = new Error(encoded.message);
  if (encoded.stack !== undefined) failure.stack = encoded.stack;
  return failure;
}
