import type { Plugin } from 'graphql-yoga';
import type { RequestHead } from '../async/client-disconnect.ts';
import { type AccessOptions, type Caller, callerKey } from '../domain/caller.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import { stackOf } from '../errors/internal-error.ts';
import { maskError } from '../errors/mask-error.ts';
import { handoverFrom, requestStateFrom } from '../http/handover.ts';
import { createAuthentication } from './authentication.ts';
import { clientAddress } from './client-address.ts';
import { forwardedHeaders } from './forwarded-headers.ts';
import { createRateLimit } from './rate-limit.ts';

export interface AccessControlOptions extends AccessOptions {
  readonly proxy: ProxySettings;
  /** Client headers that are forwarded to the upstreams, in lower case. */
  readonly forwardHeaders: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface AccessControl {
  readonly plugin: Plugin;
  /**
   * Authenticates a caller and counts the request against its rate limit. Rejects with UNAUTHENTICATED, FORBIDDEN,
   * RATE_LIMITED or UPSTREAM_UNAVAILABLE, and with BAD_USER_INPUT for a header that cannot be forwarded.
   */
  admit(request: RequestHead, serverContext: object): Promise<Caller>;
}

/**
 * Authentication and rate limiting of a request by its headers, before its body is read. The plugin comes after
 * everything that needs no caller: preflights and pages.
 */
export function createAccessControl(options: AccessControlOptions): AccessControl {
  const authenticate = createAuthentication(options);
  const limit = options.requestsPerMinute === null ? null : createRateLimit(options.requestsPerMinute);

  async function admit(request: RequestHead, serverContext: object): Promise<Caller> {
    const address = () => clientAddress(request, serverContext, options.trustProxy);
    const known = await authenticate(request.headers, address);
    const caller =
      known.authMethod === 'ANONYMOUS' ? { name: known.name, authMethod: known.authMethod, address } : known;
    const retryAfter = await limit?.consume(callerKey(caller));
    if (retryAfter) throw rateLimited(retryAfter);
    // Headers are checked before the body is read, and picked once the request has a scope.
    forwardedHeaders(request.headers, options.forwardHeaders);
    return caller;
  }

  return {
    admit,
    plugin: {
      async onRequest({ request, serverContext, endResponse, fetchAPI }) {
        try {
          const handover = handoverFrom(serverContext);
          const caller = await (handover ? handover.caller : admit(request, serverContext));
          requestStateFrom(serverContext).caller = caller;
        } catch (error) {
          if (!(error instanceof SwitchboardError)) requestStateFrom(serverContext).fault = stackOf(error);
          // Rethrown, so that an unforeseen error is logged with its stack.
          if (!(error instanceof SwitchboardError)) throw error;
          endResponse(errorResponse(error, request, fetchAPI));
        }
      },
    },
  };
}

const rateLimited = (retryAfter: number) =>
  new SwitchboardError('RATE_LIMITED', 'You have asked too often.', { retryable: true, retryAfter });

const statuses = new Map<unknown, number>([
  ['BAD_USER_INPUT', 400],
  ['UNAUTHENTICATED', 401],
  ['FORBIDDEN', 403],
  ['RATE_LIMITED', 429],
  ['UPSTREAM_UNAVAILABLE', 503],
]);

const graphqlResponseType = 'application/graphql-response+json';

function errorResponse(error: unknown, request: Request, fetchAPI: { readonly Response: typeof Response }) {
  const masked = maskError(error);
  const { code, retryAfter } = masked.extensions;
  const type = request.headers.get('accept')?.includes(graphqlResponseType)
    ? graphqlResponseType
    : 'application/json';
  const headers = new Headers({ 'content-type': `${type}; charset=utf-8` });
  if (code === 'UNAUTHENTICATED') headers.set('www-authenticate', 'Bearer');
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter));
  const status = statuses.get(code) ?? 500;
  return new fetchAPI.Response(JSON.stringify({ errors: [masked] }), { status, headers });
}
