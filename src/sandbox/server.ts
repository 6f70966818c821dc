import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Api, replyTo, routeIn } from './api.ts';
import { createFaults, type Exchange, type Fault, type FaultRule, playFault } from './faults.ts';
import { createRandom } from './random.ts';
import { crashed, type Reply } from './reply.ts';
import { createRequestRecorder, type RecordedRequest } from './request-recorder.ts';

/** Running stand-in for an upstream, with fault injection. */
export interface Sandbox {
  readonly url: string;
  readonly apiKey: string;
  /** Requests since the last `forget`, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  forget(): void;
  /** Starts a fault, and returns a function that ends it. */
  play(rule: FaultRule): () => void;
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** Any free port by default, or for 0. */
  readonly port?: number;
  readonly host?: string;
  readonly apiKey?: string;
  readonly now?: () => Date;
  /** The same seed and time give the same data. */
  readonly seed?: number;
  /** Number of calls at the start, including the documented one; up to 1,500 show each edge case, more are lifelike. */
  readonly calls?: number;
  /** Calls that arrive by themselves and go on by the clock until their end; none by default. */
  readonly arrivalsPerSecond?: number;
  /** Calls that vanish by themselves; none by default. */
  readonly deletionsPerSecond?: number;
  /** Rate limit, above which the response is 429; no limit by default. */
  readonly requestsPerSecond?: number;
}

export type Settings = Required<Omit<SandboxOptions, 'requestsPerSecond'>> &
  Pick<SandboxOptions, 'requestsPerSecond'>;

/** Applies the defaults; no other code of the sandboxes reads the wall clock. */
export const settingsOf = (options: SandboxOptions, apiKey: string): Settings => ({
  port: 0,
  host: '127.0.0.1',
  apiKey,
  now: () => new Date(),
  seed: 1,
  calls: 320,
  arrivalsPerSecond: 0,
  deletionsPerSecond: 0,
  ...options,
});

function createLimit({ now, requestsPerSecond = Number.POSITIVE_INFINITY }: Settings): () => boolean {
  let recent: number[] = [];
  return () => {
    const arrival = now().getTime();
    recent = recent.filter(time => arrival - time < 1000);
    return recent.length < requestsPerSecond && recent.push(arrival) > 0;
  };
}

async function respond(exchange: Exchange, fault: Fault | undefined): Promise<Reply | null> {
  try {
    return await (fault ? playFault(fault, exchange) : exchange.answer());
  } catch {
    return crashed;
  }
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

const listen = (server: Server, port: number, host: string) =>
  new Promise<string>((resolve, reject) => {
    server.on('error', reject).listen(port, host, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      resolve(`http://${hostInUrl(host)}:${bound}`);
    });
  });

/** A client of the same machine reaches a server on all addresses by `localhost`. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

const closeServer = (server: Server) => () =>
  new Promise<void>(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

export async function serve(api: Api, settings: Settings): Promise<Sandbox> {
  const log = createRequestRecorder(routeIn(api));
  const faults = createFaults(createRandom(settings.seed));
  const withinLimit = createLimit(settings);
  const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = log.record(incoming);
    const gone = new AbortController();
    response.once('close', () => {
      request.disconnected = !response.writableFinished;
      gone.abort();
    });
    const origin = `http://${incoming.headers.host ?? settings.host}`;
    const exchange: Exchange = {
      request,
      origin,
      signal: gone.signal,
      answer: () => replyTo(api, { origin, request, headers: incoming.headers, withinLimit }),
      drop: () => void incoming.socket.destroy(),
      stream(status, headers, pieces) {
        request.status = status;
        response.writeHead(status, headers);
        pipeline(Readable.from(pieces), response).catch(() => response.destroy());
      },
    };
    const reply = await respond(exchange, faults.strike(request));
    if (reply === null || gone.signal.aborted) return;
    request.status = reply.status;
    send(response, reply);
  };
  const server = createServer((incoming, response) => void handle(incoming, response));
  const url = await listen(server, settings.port, settings.host);
  const { requests, forget } = log;
  return { url, apiKey: settings.apiKey, requests, forget, play: faults.play, close: closeServer(server) };
}
