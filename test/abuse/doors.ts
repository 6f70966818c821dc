import { onTestFinished } from 'vitest';
import { listen } from '../../src/server/http-server.ts';
import { type FrontDoor, type FrontDoorOptions, openFrontDoor } from '../front-door.ts';

/** The two ways into a gateway: its `fetch`, and its listener on a node:http server. */
export const entranceNames = ['gateway.fetch', 'node:http'] as const;

export interface Entrance {
  readonly door: FrontDoor;
  /** Of the gateway, without a path. */
  readonly url: string;
  send(path: string, init?: RequestInit): Promise<Response>;
}

export async function openEntrance(
  name: (typeof entranceNames)[number],
  options: FrontDoorOptions = {},
): Promise<Entrance> {
  const door = await openFrontDoor(options);
  const served = name === 'node:http' ? await listen(door.gateway.listener, '127.0.0.1', 0) : null;
  onTestFinished(() => served?.close());
  const url = served?.url ?? 'http://switchboard.test';
  return {
    door,
    url,
    async send(path, init) {
      const request = new Request(`${url}${path}`, init);
      return served ? fetch(request) : door.gateway.fetch(request);
    },
  };
}

const json = { 'content-type': 'application/json' };

/** A request to the graph as a client makes it, but with a body of any kind. */
export const post = (body: BodyInit, headers: Record<string, string> = json): RequestInit => ({
  method: 'POST',
  headers,
  body,
  // A stream as a body requires `duplex`.
  ...(body instanceof ReadableStream && { duplex: 'half' }),
});

/** A body without a length, in so many pieces. */
export function inPieces(text: string | Uint8Array, size: number): ReadableStream {
  const bytes = Buffer.from(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
}

/** The one error of an answer that refuses the whole request. */
export async function refusalIn(response: Response): Promise<{ message: string; code: unknown }> {
  const { data, errors } = await response.json();
  if (data !== undefined || errors?.length !== 1) throw new Error('This is not an answer with one refusal.');
  return { message: errors[0].message, code: errors[0].extensions.code };
}
