/** Causes of a failed command: the prefix of an error reply, a timeout, or OTHER. */
export const redisFailures = [
  'TIMEOUT',
  'OOM',
  'READONLY',
  'WRONGTYPE',
  'NOSCRIPT',
  'NOPERM',
  'NOAUTH',
  'WRONGPASS',
  'BUSY',
  'LOADING',
  'MISCONF',
  'MASTERDOWN',
  'CLUSTERDOWN',
  'CROSSSLOT',
  'MOVED',
  'OTHER',
] as const;

export type RedisFailure = (typeof redisFailures)[number];
