import type { CallIndex } from './call-index.ts';
import type { SourceName } from './source-name.ts';

/** Operations on the index for operators, and its state. Calls are named by their GraphQL id, sid or integer. */
export interface IndexOperations extends IndexStatus {
  /**
   * Erases the calls of a name, stored or not, so that they do not return before they are restored. Null if the text is no name
   * of a call. Rejects if a source alone can tell the call of the name, and cannot be asked.
   */
  erase(name: string): Promise<readonly ErasedCall[] | null>;
  /** Lets erased calls return. Null and rejections as for `erase`. */
  restore(name: string): Promise<readonly RestoredCall[] | null>;
  /** Has the calls of a name read again soon; returns whether there are any. */
  recheck(name: string): Promise<boolean>;
  /** Confirms a deletion of many calls; false if none waits for that, null for a source without an index. */
  confirmDeletion(source: string): Promise<boolean | null>;
}

/** State of the index for metrics. */
export interface IndexStatus extends Pick<CallIndex, 'coverageOf'> {
  /** Whether this process reads the sources, instead of another one that shares the index. */
  isLeading(): boolean;
  /** Bytes of its file and the file's log, or of its tables; null if there are none, or the database does not answer. */
  diskBytes(): Promise<number | null>;
}

export interface ErasedCall {
  readonly source: SourceName;
  /** Whether the index held it. */
  readonly wasStored: boolean;
  /** Whether the source still has it; null if it could not be asked. */
  readonly isListed: boolean | null;
}

export interface RestoredCall {
  readonly source: SourceName;
  /** Whether it was erased. */
  readonly wasErased: boolean;
}

/** Failure of an operation. The message is a sentence for operators. */
export class OperationFailure extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OperationFailure';
  }
}
