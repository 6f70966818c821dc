import { startButterSandbox } from '../../sandbox/index.ts';
import type { SourceDefinition } from '../definition.ts';
import { butterIdentity } from './identity.ts';
import { createButterRows } from './rows.ts';
import { createButterSource } from './source.ts';

export const butter: SourceDefinition = {
  identity: butterIdentity,
  url: 'https://api.getbutter.ai',
  requestsPerSecond: 10,
  headers: ({ apiKey, organizationId }) => ({
    'x-api-key': apiKey,
    // Only older deployments require the organization.
    ...(organizationId === null ? {} : { 'x-organization-id': organizationId }),
  }),
  create: createButterSource,
  createRows: createButterRows,
  settings: ['ORGANIZATION_ID'],
  fieldCosts: {
    wholeRows: false,
    withCall: ['numbers', 'detail', 'transcript', 'recordings'],
    wholeAgents: false,
  },
  inventedRates: { CREDITS: '0.01' },
  startSandbox: startButterSandbox,
  curl: ({ url, apiKey }) => `curl -H 'X-API-Key: ${apiKey}' '${url}/api/calls?limit=2'`,
};
