import { composeServices as composeByApollo } from '@apollo/composition';
import { composeServices as composeByGuild } from '@theguild/federation-composition';
import { federateSubgraphs as composeByWunderGraph } from '@wundergraph/composition';
import { buildASTSchema, type GraphQLSchema, parse } from 'graphql';

/** The SDL of each subgraph, by its name. */
export type Subgraphs = Readonly<Record<string, string>>;

export interface Composed {
  readonly errors: readonly string[];
  /** Null beside errors. */
  readonly supergraph: GraphQLSchema | null;
}

export type Compose = (subgraphs: Subgraphs) => Composed;

export const composers: readonly (readonly [string, Compose])[] = [
  ['@apollo/composition', subgraphs => composedSdl(composeByApollo(servicesOf(subgraphs)))],
  ['@theguild/federation-composition', subgraphs => composedSdl(composeByGuild(servicesOf(subgraphs)))],
  [
    '@wundergraph/composition',
    subgraphs => composedSchema(composeByWunderGraph({ subgraphs: definitionsOf(subgraphs) })),
  ],
];

export const servicesOf = (subgraphs: Subgraphs) =>
  Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    typeDefs: parse(sdl),
    url: `http://${name}.test`,
  }));

const definitionsOf = (subgraphs: Subgraphs) =>
  servicesOf(subgraphs).map(({ name, url, typeDefs }) => ({ name, url, definitions: typeDefs }));

interface Failure {
  readonly message: string;
}

function composedSdl(result: {
  readonly errors?: readonly Failure[] | undefined;
  readonly supergraphSdl?: string | undefined;
}): Composed {
  const { errors = [], supergraphSdl: sdl } = result;
  return {
    errors: errors.map(({ message }) => message),
    supergraph: sdl === undefined ? null : buildASTSchema(parse(sdl), { assumeValidSDL: true }),
  };
}

const composedSchema = (result: ReturnType<typeof composeByWunderGraph>): Composed =>
  result.success
    ? { errors: [], supergraph: result.federatedGraphSchema }
    : { errors: result.errors.map(({ message }) => message), supergraph: null };
