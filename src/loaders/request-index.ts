import { type Cancellation, untilCancelled } from '../async/cancellation.ts';
import type { RequestScope } from '../async/request-scope.ts';
import type { CallIndex } from '../domain/call-index.ts';
import { SwitchboardError } from '../domain/errors.ts';

/** Index of one client request, which cancels its reads, and starts none after its end: they reject with OVERLOADED. */
export function createRequestIndex(index: CallIndex, scope: RequestScope): CallIndex {
  const inTime =
    <Request, Answer>(
      read: (request: Request, cancellation: Cancellation, caller: string) => Promise<Answer>,
    ) =>
    (request: Request): Promise<Answer> => {
      const cancellation = scope.cancellation();
      return untilCancelled(() => read(request, cancellation, scope.caller()), cancellation, overtime);
    };
  return { ...index, list: inTime(index.list), stats: inTime(index.stats) };
}

const overtime = () =>
  new SwitchboardError(
    'OVERLOADED',
    'The time for this request is up, and the index of calls has not answered yet.',
    { retryable: true },
  );
