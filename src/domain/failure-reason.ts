/** Reasons for which a source cannot be reached. */
export const failureReasons = [
  'refused',
  'unreachable',
  'dns',
  'tls',
  'proxy',
  'connect-timeout',
  'timeout',
  'deadline',
  'reset',
  'status',
  'breaker',
  'other',
] as const;

export type FailureReason = (typeof failureReasons)[number];
