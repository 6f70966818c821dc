import { composeServices as composeByApollo } from '@apollo/composition';
import { composeServices as composeByGuild, composeSchemaContract } from '@theguild/federation-composition';
import { buildSchema, type GraphQLSchema, isObjectType, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { readSdl } from '../../src/graphql/schema.ts';
import { blocks, readText } from '../docs/pages.ts';

/** The subgraphs that the docs tell partners to write, to the letter. */
const [crm = '', helpdesk = '', quality = ''] = blocks('docs/federation.md', 'graphql').slice(1);
const own = readSdl();

test('the subgraphs of the example are those of the docs', () => {
  const ofExample = (name: string) => readText(`examples/federation/subgraphs/${name}.graphql`);
  expect(['crm', 'helpdesk', 'quality'].map(ofExample)).toEqual([crm, helpdesk, quality]);
});

test('the configuration in the docs names each subgraph with its file and URL', () => {
  const [yaml = ''] = blocks('docs/federation.md', 'yaml');
  const named = [
    ...yaml.matchAll(/^ {2}(\w+):\n {4}routing_url: (\S+)\n {4}schema:\n {6}file: \.\/(\w+)\.graphql\n/gm),
  ];
  expect(named.map(([, name]) => name)).toEqual(['switchboard', 'crm', 'helpdesk']);
  expect(named.every(([, name, url = '', file]) => name === file && URL.canParse(url))).toBe(true);
  expect(yaml.split('\n')).toHaveLength(2 + 4 * named.length + 1);
});

type Subgraphs = Readonly<Record<string, string>>;

const servicesOf = (subgraphs: Subgraphs) =>
  Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    typeDefs: parse(sdl),
    url: `http://${name}.test`,
  }));

interface Composed {
  readonly errors: readonly string[];
  readonly supergraph: string;
}

const composers: readonly (readonly [string, (subgraphs: Subgraphs) => Composed])[] = [
  ['@apollo/composition', subgraphs => composed(composeByApollo(servicesOf(subgraphs)))],
  ['@theguild/federation-composition', subgraphs => composed(composeByGuild(servicesOf(subgraphs)))],
];

function composed(result: {
  readonly errors?: readonly { readonly message: string }[] | undefined;
  readonly supergraphSdl?: string | undefined;
}): Composed {
  return {
    errors: result.errors?.map(({ message }) => message) ?? [],
    supergraph: result.supergraphSdl ?? '',
  };
}

describe.each(composers)('%s', (_, compose) => {
  test('composes the schema alone', () => {
    expect(compose({ switchboard: own }).errors).toEqual([]);
  });

  test('composes it with a CRM, a helpdesk and a subgraph that stores its ids', () => {
    const { errors, supergraph } = compose({ switchboard: own, crm, helpdesk, quality });
    expect(errors).toEqual([]);
    for (const key of ['id', 'sid', 'databaseId'])
      expect(supergraph).toContain(`@join__type(graph: SWITCHBOARD, key: "${key}"`);
  });

  test('composes it with lists of the same shape and scalars of the same name', () => {
    const list = `${crm} scalar DateTime scalar JSON
      extend type Deal { closesAt: DateTime more: JSON page: PageInfo }
      type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }`;
    const shared = list
      .replace('["@key"]', '["@key", "@shareable"]')
      .replace('type PageInfo', 'type PageInfo @shareable');
    expect(compose({ switchboard: own, crm: shared }).errors).toEqual([]);
    expect(compose({ switchboard: own, crm: list }).errors.join()).toContain('PageInfo');
  });

  test.each([
    ['a key that Switchboard has not', { crm: crm.replaceAll(/\bsid\b/g, 'number') }, /number/],
    [
      'an integer as Int',
      { helpdesk: helpdesk.replace('databaseId: ID!', 'databaseId: Int!') },
      /databaseId/,
    ],
    [
      'a Switchboard without keys',
      { crm, switchboard: own.replaceAll(/ @key\(fields: "\w+"\)/g, '') },
      /sid/,
    ],
  ])('refuses %s', (__, subgraphs: Subgraphs, reason) => {
    const { errors } = compose({ switchboard: own, ...subgraphs });
    expect(errors.join('\n')).toMatch(reason);
  });
});

/** What clients of a supergraph see that is cut down to a contract. */
function contract(include: readonly string[], exclude: readonly string[]): GraphQLSchema {
  const tags = { include: new Set(include), exclude: new Set(exclude) };
  const services = servicesOf({ switchboard: own, crm, helpdesk, quality });
  const { errors, publicSdl } = composeSchemaContract(services, tags, true);
  expect(errors).toBeUndefined();
  return buildSchema(publicSdl ?? '');
}

function fieldsOf(schema: GraphQLSchema, name: string): string[] {
  const type = schema.getType(name);
  return isObjectType(type) ? Object.keys(type.getFields()).sort() : [];
}

describe('in the public schema', () => {
  const everything = contract([], []);

  test('the fields that partners add are present, and those for direct clients are not', () => {
    expect(fieldsOf(everything, 'Query')).toEqual([
      'call',
      'callByDatabaseId',
      'callBySid',
      'calls',
      'deals',
      'reviews',
      'tickets',
      'voiceAgent',
    ]);
    expect(fieldsOf(everything, 'Call')).toEqual(expect.arrayContaining(['deals', 'reviews', 'tickets']));
    expect(everything.getType('CallSourceInfo')).toBeUndefined();
  });

  test('no field of cost, configuration or coverage remains without the internal ones', () => {
    const schema = contract([], ['internal']);
    const gone = fieldsOf(everything, 'Call').filter(field => !fieldsOf(schema, 'Call').includes(field));
    expect(gone).toEqual([
      'agentConfig',
      'billingStatus',
      'cost',
      'errors',
      'metadata',
      'organizationId',
      'traceId',
      'usage',
    ]);
    expect(fieldsOf(schema, 'CallConnection')).toEqual(['edges', 'pageInfo', 'totalCount']);
    expect(schema.getType('CostBreakdown')).toBeUndefined();
  });

  test('the public part alone has single calls and no list', () => {
    const schema = contract(['public'], []);
    expect(fieldsOf(schema, 'Query')).toEqual(['call', 'callByDatabaseId', 'callBySid']);
    expect(fieldsOf(schema, 'Call')).toContain('transcript');
    expect(fieldsOf(schema, 'Call')).not.toContain('cost');
  });
});
