import { SwitchboardError } from '../domain/errors.ts';

/**
 * Combines the failures of all sources in one error, with all messages, the code of a retryable failure if any, and the
 * shortest `retryAfter`.
 */
export function failureOfAll(failures: readonly unknown[]): unknown {
  const known = failures.filter(failure => failure instanceof SwitchboardError);
  if (failures.length === 1 || known.length < failures.length) return failures[0];
  const primary = known.find(failure => failure.details.retryable) ?? known[0];
  const retryAfters = known.flatMap(failure => failure.details.retryAfter ?? []);
  const message = known.map(failure => failure.message).join(' ');
  return new SwitchboardError(primary?.code ?? 'UPSTREAM_UNAVAILABLE', message, {
    retryable: primary?.details.retryable ?? false,
    ...(retryAfters.length > 0 && { retryAfter: Math.min(...retryAfters) }),
    cause: primary,
  });
}
