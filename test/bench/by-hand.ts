import { createServer } from 'node:http';
import { Pool } from 'undici';
import { answers, type Read } from './by-hand-answers.ts';

// The process that the gateway is measured beside: what one would write by hand for these few questions, with node:http
// and undici, and with no GraphQL, no limits, no deadlines and no checks of what comes.

const upstream = process.env['UPSTREAM'] ?? '';
const butter = new Pool(upstream, { connections: 64 });
const burki = new Pool(upstream, { connections: 64 });

const reader =
  (pool: Pool, headers: Record<string, string>): Read =>
  async path => {
    const { body } = await pool.request({ method: 'GET', path, headers });
    return body.json();
  };

const sources = {
  butter: reader(butter, { 'x-api-key': 'bench', accept: 'application/json' }),
  burki: reader(burki, { authorization: 'Bearer bench', accept: 'application/json' }),
};

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', async () => {
    const { variables, extensions } = JSON.parse(Buffer.concat(chunks).toString());
    const data = await answers[extensions.workload]?.(variables, sources);
    const body = JSON.stringify({ data });
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      .end(body);
  });
});

server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/graphql`);
});
