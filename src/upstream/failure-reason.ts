import type { FailureReason } from '../domain/failure-reason.ts';

export interface TransportFailure {
  readonly reason: FailureReason;
  /** Code of OpenSSL or Node, such as CERT_HAS_EXPIRED; null unless TLS failed. */
  readonly tlsCode: string | null;
}

const reasons: ReadonlyMap<string, FailureReason> = new Map<string, FailureReason>([
  ['ECONNREFUSED', 'refused'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['EAI_FAIL', 'dns'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connect-timeout'],
  ['ETIMEDOUT', 'connect-timeout'],
  // A proxy refuses the tunnel.
  ['UND_ERR_ABORTED', 'proxy'],
  ['ECONNRESET', 'reset'],
  ['ECONNABORTED', 'reset'],
  ['EPIPE', 'reset'],
  ['UND_ERR_SOCKET', 'reset'],
]);

/** Codes of X.509 verification and of the TLS handshake. */
const tlsCodes =
  /^(?:ERR_(?:TLS|SSL)_|CERT_|CRL_|ERROR_IN_C|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH$|INVALID_(?:CA|PURPOSE)$|PATH_LENGTH_|EPROTO$)[A-Z0-9_]{0,100}$/;

export const isTlsCode = (code: string): boolean => tlsCodes.test(code);

/** The reason of a failure without a response, by the code of its cause. */
export function reasonOf(code: string, timedOut: boolean): TransportFailure {
  if (isTlsCode(code)) return { reason: 'tls', tlsCode: code };
  if (timedOut) return { reason: 'timeout', tlsCode: null };
  return { reason: reasons.get(code) ?? (code.endsWith('_TIMEOUT') ? 'timeout' : 'other'), tlsCode: null };
}
