#!/usr/bin/env node
// Exits with 0 if the gateway with this environment answers its health check within two seconds, else with 1.
import { get } from 'node:http';

const everyAddress = { '': '127.0.0.1', '0.0.0.0': '127.0.0.1', '::': '::1' };
const { HOST = '', PORT } = process.env;

const request = get(
  { host: everyAddress[HOST] ?? HOST, port: PORT || 4000, path: '/health', agent: false, timeout: 2_000 },
  response => {
    process.exitCode = response.statusCode === 200 ? 0 : 1;
    response.resume();
  },
);
request.on('timeout', () => request.destroy(new Error('it does not answer within two seconds')));
request.on('error', error => {
  console.error(`The gateway is not healthy: ${error.message}`);
  process.exitCode = 1;
});
