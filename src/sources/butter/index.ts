import type { SourceDefinition } from '../definition.ts';
import { butterIdentity } from './identity.ts';
import { createButterSource } from './source.ts';

export const butter: SourceDefinition = {
  identity: butterIdentity,
  url: 'https://api.getbutter.ai',
  requestsPerSecond: 10,
  headers: ({ apiKey, organizationId }) => ({
    'x-api-key': apiKey,
    // Only older deployments want it.
    ...(organizationId === null ? {} : { 'x-organization-id': organizationId }),
  }),
  create: createButterSource,
};
