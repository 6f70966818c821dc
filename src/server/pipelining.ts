import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests of one connection that are active at once; the responses of HTTP/1.1 leave in turn anyway. */
export const maxActivePerConnection = 8;

/** Requests that wait before the server stops reading. One read of node:http may bring more of them. */
export const maxWaitingPerConnection = 100;

interface Pipeline {
  readonly socket: Socket;
  active: number;
  /** Requests that began since other connections had a turn. */
  startedInTurn: number;
  readonly waiting: (readonly [IncomingMessage, ServerResponse])[];
  /** Whether the next requests are due to begin. */
  isScheduled: boolean;
}

/**
 * Begins pipelined requests (RFC 9112, section 9.3.2) a few at a time, because one connection could otherwise start
 * thousands at once and hold up all others. The requests of a connection that ends are never begun.
 */
export function withPipelining(server: Server, listener: RequestListener): RequestListener {
  const pipelines = new Map<Socket, Pipeline>();

  server.on('connection', (socket: Socket) => {
    const pipeline: Pipeline = { socket, active: 0, startedInTurn: 0, waiting: [], isScheduled: false };
    pipelines.set(socket, pipeline);
    socket.once('close', () => {
      pipeline.waiting.length = 0;
      pipelines.delete(socket);
    });
    // node:http resumes the socket for each request whose body is read.
    socket.on('resume', () => void (isFull(pipeline) && socket.pause()));
  });

  function begin(pipeline: Pipeline, request: IncomingMessage, response: ServerResponse): void {
    pipeline.active += 1;
    pipeline.startedInTurn += 1;
    if (pipeline.startedInTurn === maxActivePerConnection) scheduleTurn(pipeline);
    response.once('close', () => {
      pipeline.active -= 1;
      if (pipeline.waiting.length > 0) scheduleTurn(pipeline);
    });
    listener(request, response);
  }

  /** Lets other connections have a turn of the event loop, even if no response has to wait for anything. */
  function scheduleTurn(pipeline: Pipeline): void {
    if (pipeline.isScheduled) return;
    pipeline.isScheduled = true;
    setImmediate(() => {
      pipeline.isScheduled = false;
      pipeline.startedInTurn = 0;
      beginWaiting(pipeline);
    });
  }

  function beginWaiting(pipeline: Pipeline): void {
    const wasFull = isFull(pipeline);
    while (mayBegin(pipeline)) {
      const next = pipeline.waiting.shift();
      if (!next) break;
      begin(pipeline, ...next);
    }
    if (wasFull && !isFull(pipeline)) pipeline.socket.resume();
  }

  return (request, response) => {
    const pipeline = pipelines.get(request.socket);
    if (!pipeline) return;
    if (mayBegin(pipeline) && pipeline.waiting.length === 0) return begin(pipeline, request, response);
    pipeline.waiting.push([request, response]);
    if (isFull(pipeline)) pipeline.socket.pause();
  };
}

const mayBegin = ({ active, startedInTurn }: Pipeline): boolean =>
  active < maxActivePerConnection && startedInTurn < maxActivePerConnection;

const isFull = ({ waiting }: Pipeline): boolean => waiting.length >= maxWaitingPerConnection;
