import { createServer } from 'node:http';
import { burkiCall, burkiList, burkiTranscript, butterCall, butterList, lastButterPage } from './wire.ts';

// A process that stands in for both APIs, so fast that what is measured is not it. `/-/delay/20` makes each later answer
// wait so many milliseconds, and `/-/count` gives the number of requests so far.

let delay = 0;
let count = 0;

function control(path: string): string {
  const [, milliseconds] = /^\/-\/delay\/(\d+)$/.exec(path) ?? [];
  if (milliseconds) delay = Number(milliseconds);
  return String(count);
}

const limitOf = (url: string): number => Number(/[?&]limit=(\d+)/.exec(url)?.[1]);

function bodyFor(url: string): string {
  if (url.includes('cursor=')) return lastButterPage;
  if (url.startsWith('/api/calls?')) return butterList(limitOf(url));
  if (url.startsWith('/api/calls/')) return butterCall(url.slice('/api/calls/'.length));
  if (url.startsWith('/api/v1/calls/?')) return burkiList(limitOf(url));
  if (url.startsWith('/api/v1/calls/count')) return '{"count":100}';
  const [, , , , id = '', part] = url.split('/');
  return part === 'transcripts' ? burkiTranscript(id) : burkiCall(id);
}

const server = createServer((request, response) => {
  const url = request.url ?? '';
  const controlled = url.startsWith('/-/');
  const body = controlled ? control(url) : bodyFor(url);
  if (!controlled) count += 1;
  const answer = () =>
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      .end(body);
  if (controlled || delay === 0) answer();
  else setTimeout(answer, delay);
});

server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/graphql`);
});
