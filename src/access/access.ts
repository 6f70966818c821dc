import type { Plugin } from 'graphql-yoga';
import type { RequestHead } from '../async/client-disconnect.ts';
import type { AccessRules, Caller } from '../domain/caller.ts';
import { SwitchboardError } from '../domain/errors.ts';
import type { ProxySettings } from '../domain/proxy-settings.ts';
import { codedError } from '../errors/mask-error.ts';
import { begunIn, stateIn } from '../http/handover.ts';
import { createAuthentication } from './authentication.ts';
import { clientAddress } from './client-address.ts';
import { createRateLimit } from './rate-limit.ts';

export interface AccessOptions extends AccessRules {
  readonly proxy: ProxySettings;
  /** The time of day in milliseconds. */
  readonly now: () => number;
}

export interface Access {
  readonly plugin: Plugin;
  /** Who asks; a coded error for who may not. */
  admit(request: RequestHead, serverContext: object): Promise<Caller>;
}

/**
 * Lets in who may ask, as often as they may, before anything of the request is read but its headers. Stands behind
 * all that needs no caller: probes, preflights, the GraphiQL page.
 */
export function createAccess(options: AccessOptions): Access {
  const authenticate = createAuthentication(options);
  const limit = options.requestsPerMinute === null ? null : createRateLimit(options.requestsPerMinute);

  async function admit(request: RequestHead, serverContext: object): Promise<Caller> {
    const address = () => clientAddress(request, serverContext, options.trustProxy);
    const caller = await authenticate(request.headers, address);
    const wait = await limit?.take(caller.by === 'NOTHING' ? address() : `${caller.by} ${caller.name}`);
    if (wait) throw tooMany(wait);
    return caller;
  }

  return {
    admit,
    plugin: {
      async onRequest({ request, serverContext, endResponse, fetchAPI }) {
        try {
          const begun = begunIn(serverContext);
          const caller = await (begun ? begun.caller : admit(request, serverContext));
          stateIn(serverContext).caller = caller;
        } catch (error) {
          endResponse(refusalFor(error, request, fetchAPI));
        }
      },
    },
  };
}

const tooMany = (retryAfter: number) =>
  new SwitchboardError('RATE_LIMITED', 'You have asked too often.', { retryable: true, retryAfter });

const statuses = new Map<unknown, number>([
  ['UNAUTHENTICATED', 401],
  ['FORBIDDEN', 403],
  ['RATE_LIMITED', 429],
  ['UPSTREAM_UNAVAILABLE', 503],
]);

const modern = 'application/graphql-response+json';

function refusalFor(error: unknown, request: Request, fetchAPI: { readonly Response: typeof Response }) {
  const coded = codedError(error);
  const { code, retryAfter } = coded.extensions;
  const type = request.headers.get('accept')?.includes(modern) ? modern : 'application/json';
  const headers = new Headers({ 'content-type': `${type}; charset=utf-8` });
  if (code === 'UNAUTHENTICATED') headers.set('www-authenticate', 'Bearer');
  if (retryAfter !== undefined) headers.set('retry-after', String(retryAfter));
  const status = statuses.get(code) ?? 500;
  return new fetchAPI.Response(JSON.stringify({ errors: [coded] }), { status, headers });
}
