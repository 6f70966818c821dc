import { text } from 'node:stream/consumers';
import { askAtRate, openClient } from '../../bench/load.ts';

// A client in a process of its own, so that it waits for the gateway alone. It reads its task from stdin, and prints the load.

const { url, perSecond, seconds, bodies } = JSON.parse(await text(process.stdin));
const client = openClient(url);
const load = await askAtRate(client, turn => bodies[turn % bodies.length], perSecond, seconds * 1_000);
console.log(JSON.stringify(load));
await client.close();
