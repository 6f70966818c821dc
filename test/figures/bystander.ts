import { Agent, request } from 'node:http';

// A client of its own process, so that it waits for the gateway alone: it asks one small query after another, and prints how
// long each took in milliseconds when its stdin ends.

const url = process.argv[2] ?? '';
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const options = { method: 'POST', agent, headers: { 'content-type': 'application/json' } };
const waits: number[] = [];
let isOver = false;

const ask = (): Promise<void> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const asking = request(url, options, response => {
      response.resume().on('end', () => {
        waits.push(performance.now() - startedAt);
        resolve();
      });
    });
    asking.on('error', reject).end('{"query":"{ __typename }"}');
  });

process.stdin.resume().on('end', () => {
  isOver = true;
});
console.log('asking');
while (!isOver) await ask();
agent.destroy();
console.log(JSON.stringify(waits));
