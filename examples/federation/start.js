import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { routers } from './routers.js';
import { startSubgraphs } from './subgraphs.js';

const { ROUTER = 'hive', ROUTER_PORT = '4100', SWITCHBOARD_URL, SWITCHBOARD_KEY } = process.env;

/** Starts Switchboard on its sandboxes, where it is not running yet. */
async function startSwitchboard() {
  const program = fileURLToPath(new URL('../../bin/switchboard.js', import.meta.url));
  const env = { ...process.env, FEDERATION: 'on', PORT: '0' };
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => child.kill());
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit());
  child.on('exit', code => process.exit(code ?? 1));
  for (let said = ''; ; said += (await once(child.stdout, 'data'))[0]) {
    const [url] = /http:\/\/\S+?\/graphql/.exec(said) ?? [];
    if (url) return url;
  }
}

/** Switchboard's schema, as it gives it to routers. */
async function readSchema(url) {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(SWITCHBOARD_KEY && { authorization: `Bearer ${SWITCHBOARD_KEY}` }),
    },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data._service.sdl;
}

const url = SWITCHBOARD_URL ?? (await startSwitchboard());
const subgraphs = [{ name: 'switchboard', url, sdl: await readSchema(url) }, ...(await startSubgraphs())];
const { supergraphSdl, errors } = composeServices(
  subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
);
if (errors) throw new Error(errors.join('\n'));

for (const subgraph of subgraphs) console.log(`${subgraph.name}: ${subgraph.url}`);
console.log(`The supergraph is at ${await routers[ROUTER](supergraphSdl, Number(ROUTER_PORT))}`);
