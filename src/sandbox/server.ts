import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Api, replyTo, routeIn } from './api.ts';
import { createFaults, type Exchange, type Fault, type FaultRule, playFault } from './faults.ts';
import { createRandom } from './random.ts';
import { crashed, type Reply } from './reply.ts';
import { createRequestRecorder, type RecordedRequest } from './request-recorder.ts';

/** A stand-in server that listens and can be told to misbehave. */
export interface Sandbox {
  readonly url: string;
  /** The key it accepts. */
  readonly apiKey: string;
  /** Every request since the last `forget`, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  forget(): void;
  /** Starts a fault; what it returns ends it. */
  play(rule: FaultRule): () => void;
  /** Stops listening and drops the open sockets. */
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** 0 takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly apiKey?: string;
  readonly now?: () => Date;
  /** The same seed and time give the same data. */
  readonly seed?: number;
  /** How many calls there are at the start, the documented one among them. */
  readonly calls?: number;
  /** Over it the answer is 429; without it there is no limit. */
  readonly requestsPerSecond?: number;
}

export type Settings = Required<Omit<SandboxOptions, 'requestsPerSecond'>> &
  Pick<SandboxOptions, 'requestsPerSecond'>;

/** The one place where the wall clock comes in. */
export const settle = (options: SandboxOptions, apiKey: string): Settings => ({
  port: 0,
  host: '127.0.0.1',
  apiKey,
  now: () => new Date(),
  seed: 1,
  calls: 320,
  ...options,
});

function createLimit({ now, requestsPerSecond = Number.POSITIVE_INFINITY }: Settings): () => boolean {
  let recent: number[] = [];
  return () => {
    const moment = now().getTime();
    recent = recent.filter(time => moment - time < 1000);
    return recent.length < requestsPerSecond && recent.push(moment) > 0;
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

const listening = (server: Server, port: number, host: string) =>
  new Promise<string>((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      resolve(`http://${host}:${bound}`);
    });
  });

const closing = (server: Server) => () =>
  new Promise<void>(resolve => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Speaks the given API over HTTP, keeps what was asked, and plays faults on request. */
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
  const url = await listening(server, settings.port, settings.host);
  const { requests, forget } = log;
  return { url, apiKey: settings.apiKey, requests, forget, play: faults.play, close: closing(server) };
}
