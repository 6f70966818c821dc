import { startBurkiSandbox } from '../../sandbox/index.ts';
import type { SourceDefinition } from '../definition.ts';
import { burkiIdentity } from './identity.ts';
import { createBurkiRows } from './rows.ts';
import { createBurkiSource } from './source.ts';

export const burki: SourceDefinition = {
  identity: burkiIdentity,
  url: 'https://api.burki.dev',
  requestsPerSecond: 'unlimited',
  headers: ({ apiKey }) => ({ authorization: `Bearer ${apiKey}` }),
  create: createBurkiSource,
  createRows: createBurkiRows,
  settings: [],
  fieldCosts: { wholeRows: true, withCall: ['numbers', 'detail'], wholeAgents: true },
  inventedRates: { EUR: '1.08' },
  startSandbox: startBurkiSandbox,
  curl: ({ url, apiKey }) => `curl -H 'Authorization: Bearer ${apiKey}' '${url}/api/v1/calls/?limit=2'`,
};
