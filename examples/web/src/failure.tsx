import type { CombinedError } from 'urql';
import { isOneOf, sourceWords, wordsFor } from './words.ts';

interface FailureProps {
  /** A sentence that names the missing part. */
  readonly title: string;
  readonly error: CombinedError | undefined;
  /** Where in the answer the failure stands; any place where it is left out. */
  readonly path?: readonly string[];
  readonly busy: boolean;
  onRetry(): void;
}

/** Notice in the place of a part that failed: its title, the cause, and a button to try again. */
export function Failure({ title, error, path, busy, onRetry }: FailureProps) {
  const { sentence, code, retryable, retryAfter } = causeOf(error, path);
  return (
    <div className="notice failure" role="alert">
      <p>
        <strong>{title}</strong> {sentence} {retryAfter !== null && `Try again in ${retryAfter} s. `}
        {code && <code>{code}</code>}
      </p>
      {retryable && (
        <button type="button" disabled={busy} onClick={onRetry}>
          {busy ? 'Trying…' : 'Try again'}
        </button>
      )}
    </div>
  );
}

/** The code of the first error, by which a page tells what can be done about it. */
export const codeOf = (error: CombinedError | undefined): unknown =>
  error?.graphQLErrors[0]?.extensions['code'];

/** Whether the answer has an error at this place or above it. */
export const failedAt = (error: CombinedError | undefined, path: readonly string[]): boolean =>
  errorAt(error, path) !== undefined;

const errorAt = (error: CombinedError | undefined, path: readonly string[]) =>
  error?.graphQLErrors.find(({ path: at = [] }) => at.every((step, index) => step === path[index]));

/** The words for the first error, or for the one at a place of the answer. */
export function causeOf(error: CombinedError | undefined, path?: readonly string[]) {
  const found = path ? errorAt(error, path) : error?.graphQLErrors[0];
  if (!found)
    return { sentence: 'The gateway did not answer.', code: null, retryable: true, retryAfter: null };
  const { code, source, retryable, retryAfter } = found.extensions;
  const named =
    typeof source === 'string' && isOneOf(sourceWords, source)
      ? sourceWords[source]
      : 'The source of these calls';
  const known = typeof code === 'string' ? code : null;
  return {
    sentence: (known && wordsFor(known, named)) ?? `The gateway says: ${found.message}`,
    code: known,
    retryable: retryable === true,
    retryAfter: typeof retryAfter === 'number' ? retryAfter : null,
  };
}
