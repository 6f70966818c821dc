import { createServer } from 'node:http';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';

/** Headers of a client that are passed on, to Switchboard alone: its key or token, by which Switchboard identifies the caller. */
const passedOn = ['authorization', 'x-request-id', 'x-tenant'];

const headersFor = (name, headerOf) => {
  if (name !== 'switchboard') return {};
  const given = passedOn.map(header => [header, headerOf(header)]);
  return Object.fromEntries(given.filter(([, value]) => value));
};

/** Hive's gateway over a supergraph. */
async function startHive(supergraphSdl, port) {
  const runtime = createGatewayRuntime({
    supergraph: supergraphSdl,
    logging: 'error',
    landingPage: false,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request, subgraphName }) =>
        headersFor(subgraphName, header => request.headers.get(header)),
    },
  });
  const server = createServer(runtime);
  await new Promise(resolve => server.listen(port, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}/graphql`;
}

class PassingSource extends RemoteGraphQLDataSource {
  constructor(name, url) {
    super({ url });
    this.name = name;
  }

  willSendRequest({ request, context }) {
    const headers = headersFor(this.name, header => context.headers?.[header]);
    for (const [header, value] of Object.entries(headers)) request.http.headers.set(header, value);
  }
}

/** Apollo's gateway over a supergraph. */
async function startApollo(supergraphSdl, port) {
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name, url }) => new PassingSource(name, url),
  });
  const { url } = await startStandaloneServer(new ApolloServer({ gateway }), {
    listen: { port, host: '127.0.0.1' },
    context: async ({ req }) => ({ headers: req.headers }),
  });
  return `${url.replace(/\/$/, '')}/graphql`;
}

export const routers = { hive: startHive, apollo: startApollo };
