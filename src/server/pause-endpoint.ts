import type { RequestListener } from 'node:http';
import { sendJson } from './send-json.ts';

/** Lifts the pauses of a source; null if there is no such source. */
export type LiftPauses = (name: string) => Promise<'everywhere' | 'here' | null>;

const address = /^\/pauses\/([A-Za-z]{1,64})$/;

/** Endpoint that lifts pauses after a 429: `DELETE /pauses/SOURCE`. Access is that of the cache purges. */
export const withPauseEndpoint =
  (lift: LiftPauses, next: RequestListener): RequestListener =>
  (request, response) => {
    const [, name] = (request.method === 'DELETE' && address.exec(request.url ?? '')) || [];
    if (name === undefined) return next(request, response);
    return lift(name.toUpperCase()).then(lifted =>
      lifted === null
        ? sendJson(response, 404, { message: 'This is no source that is configured.' })
        : sendJson(response, 200, { lifted }),
    );
  };
