import { mapMaybePromise } from '../../async/promise-or-value.ts';
import type { CallDetail, Call as CallModel } from '../../domain/call.ts';
import type { Loaders } from '../../loaders/index.ts';
import type { RequestContext } from '../context.ts';

/** Resolver of a field of the detail: it reads a present detail at once, else loads the call. */
export function fromDetail<T>(read: (detail: CallDetail, call: CallModel) => T) {
  const readLater = (call: CallModel, loaders: Loaders) =>
    mapMaybePromise(loaders.whole(call), whole => (whole?.detail ? read(whole.detail, whole) : null));
  return (call: CallModel, _: unknown, { loaders }: RequestContext) =>
    call.detail ? read(call.detail, call) : readLater(call, loaders);
}
