import { createServer } from 'node:http';
import { createYoga } from 'graphql-yoga';
import { createCancellation } from '../../src/async/cancellation.ts';
import { createTurnQueue } from '../../src/async/turn-queue.ts';
import { withoutProxy } from '../../src/domain/proxy-settings.ts';
import { createContext, type RequestContext } from '../../src/graphql/context.ts';
import { buildSchema } from '../../src/graphql/schema.ts';
import { connectSource } from '../../src/sources/connect-source.ts';
import { sourceDefinitions } from '../../src/sources/index.ts';
import { defaultLimits } from '../../src/upstream/limits.ts';

// The other process that the gateway is measured beside: GraphQL Yoga as it comes, with the gateway's schema, resolvers
// and sources, and with none of its plugins.

const access = {
  url: process.env['UPSTREAM'] ?? '',
  apiKey: 'bench',
  organizationId: null,
  account: null,
  requestsPerSecond: 'unlimited' as const,
  scanPages: 5,
  sandboxed: false,
};
const silent = {
  limits: defaultLimits,
  proxy: withoutProxy,
  cache: null,
  redis: null,
  backgroundShare: 0.5,
  onAttempt: () => {},
  nextTurn: createTurnQueue(),
  onSourceEvent: () => {},
  onDrift: () => {},
};
const sources = sourceDefinitions.map(definition => connectSource(definition, access, silent).source);
const caller = { name: 'bench', authMethod: 'ANONYMOUS' } as const;

const yoga = createYoga<object, RequestContext>({
  schema: buildSchema(),
  context: () => {
    const scope = {
      id: 'bench',
      caller: () => 'bench',
      headers: {},
      cancellation: createCancellation,
      remaining: () => 10_000,
      receive: () => {},
      charge: null,
      giveUp: () => {},
      hasGivenUp: () => false,
    };
    return createContext({ sources, driftOf: () => 0, caller, scope });
  },
});

const server = createServer(yoga);
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/graphql`);
});
