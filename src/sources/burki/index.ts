import type { SourceDefinition } from '../definition.ts';
import { burkiIdentity } from './identity.ts';
import { createBurkiSource } from './source.ts';

export const burki: SourceDefinition = {
  identity: burkiIdentity,
  url: 'https://api.burki.dev',
  requestsPerSecond: 'unlimited',
  headers: ({ apiKey }) => ({ authorization: `Bearer ${apiKey}` }),
  create: createBurkiSource,
};
