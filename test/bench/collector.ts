import { createServer } from 'node:http';
import { listen } from '../listen.ts';

// Stands in for a collector of spans: reads what comes, and drops it.

const server = createServer((request, response) => {
  request.resume().once('end', () => response.setHeader('content-type', 'application/json').end('{}'));
});
console.log(`http://127.0.0.1:${await listen(server)}/graphql`);
