import { SwitchboardError } from '../../domain/errors.ts';

export interface ListEstimate {
  readonly responseKey: string;
  /** The argument that bounds the list. */
  readonly argument: 'first' | 'last';
  readonly limit: number;
  readonly perRow: number;
  readonly requests: number;
}

/** Null for arguments that raise an error of their own. */
export function nullIfInvalid<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof SwitchboardError) return null;
    throw error;
  }
}
