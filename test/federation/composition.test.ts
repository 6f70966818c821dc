import { composeSchemaContract } from '@theguild/federation-composition';
import {
  buildASTSchema,
  buildSchema,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { readSdl, buildSchema as runningSchema } from '../../src/graphql/schema.ts';
import { blocks, codeSpans, readText, section } from '../docs/pages.ts';
import { composers, type Subgraphs, servicesOf } from './composers.ts';

/** The subgraphs that the docs tell partners to write, to the letter. */
const [crm = '', helpdesk = '', quality = '', billing = ''] = blocks('docs/federation.md', 'graphql').slice(
  1,
);
const own = readSdl();
const withAcme = own.replace(/enum CallSource[^{]*{/, '$&\n  "A third API."\n  ACME');

test('the subgraphs of the example are those of the docs', () => {
  const ofExample = (name: string) => readText(`examples/federation/subgraphs/${name}.graphql`);
  const names = ['crm', 'helpdesk', 'quality', 'billing'];
  expect(names.map(ofExample)).toEqual([crm, helpdesk, quality, billing]);
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

/** Partners by the key of a call that each of them writes. */
const partners: Subgraphs = {
  id: quality,
  sid: crm,
  databaseId: helpdesk,
  'source sid': billing,
  'source databaseId': billing.replaceAll('sid', 'databaseId').replace('String!\n  inv', 'ID!\n  inv'),
};

/** The schema with the given fields as the only key of a call. */
const keyedBy = (fields: string): string =>
  own.replace(/^(type Call implements Node)[^{]*/m, `$1 @key(fields: "${fields}") `);

/** A graph in which the plain words mean something else. */
const shop = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key"])
  type Query {
    sources: [Supplier!]!
    export(format: String!): String
    products(side: Speaker): [Product!]!
  }
  type Supplier { name: String! }
  type Product { price: Money! usage: Usage manual: Recording side: Speaker problem: ErrorCode }
  type Money { amount: Float! currencyCode: String! }
  type Usage { bytes: Int! }
  type Recording { bytes: Int! url: String! }
  enum Speaker { LEFT RIGHT }
  enum ErrorCode { OUT_OF_STOCK }`;

/** Names that the docs list as taken: fields of `Query`, and types whose names do not begin with `Call` or `VoiceAgent`. */
const namesTaken = new Set(codeSpans(section('docs/federation.md', 'Names')));
const named = Object.values(runningSchema().getTypeMap()).filter(({ name }) =>
  /^(Turn|Transcript|Cost)/.test(name),
);
const typesTaken = named.filter(isObjectType).map(({ name }) => name);
const enumsTaken = named.filter(isEnumType).map(({ name }) => name);

const rootsOf = (schema: GraphQLSchema | null) =>
  [schema?.getQueryType(), schema?.getMutationType(), schema?.getSubscriptionType()].map(root => root?.name);

/** The names of a type's fields or values. */
function partsOf(schema: GraphQLSchema | null, name: string): string[] {
  const type = schema?.getType(name);
  if (isEnumType(type)) return type.getValues().map(value => value.name);
  return isObjectType(type) ? Object.keys(type.getFields()).sort() : [];
}

/** Pages of which each query can be sent to a supergraph. */
const listPages = ['README.md', 'docs/merged-list.md', 'docs/agents.md', 'docs/statistics.md'];

describe.each(composers)('%s', (_, compose) => {
  test('composes the schema alone, with the roots of the running one', () => {
    const { errors, supergraph } = compose({ switchboard: own });
    expect(errors).toEqual([]);
    expect(rootsOf(supergraph)).toEqual(rootsOf(runningSchema()));
  });

  test.each(listPages)('gives clients the queries of %s', page => {
    const { supergraph } = compose({ switchboard: own, crm, helpdesk, quality, billing });
    const queries = blocks(page, 'graphql');
    expect(queries.length).toBeGreaterThan(0);
    for (const query of queries)
      expect(validate(supergraph ?? buildSchema('type Query { none: Int }'), parse(query))).toEqual([]);
  });

  test('gives a root that `schema` leaves out, which the running schema would not serve', () => {
    const more = `${own} type Mutation { endCall: Boolean }`;
    expect(rootsOf(compose({ switchboard: more }).supergraph)).toEqual(['Query', 'Mutation', undefined]);
    expect(rootsOf(buildSchema(more))).toEqual(['Query', undefined, undefined]);
  });

  test('composes it with a CRM, a helpdesk, a billing and a subgraph that stores its ids', () => {
    const { errors, supergraph } = compose({ switchboard: own, crm, helpdesk, quality, billing });
    expect(errors).toEqual([]);
    expect(partsOf(supergraph, 'Call')).toEqual(
      expect.arrayContaining(['deals', 'invoices', 'reviews', 'tickets', 'transcript']),
    );
  });

  test.each(Object.entries(partners))(
    'composes a partner that writes %s by this key alone',
    (key, partner) => {
      expect(compose({ switchboard: keyedBy(key), partner }).errors).toEqual([]);
      expect(compose({ switchboard: keyedBy('startedAt'), partner }).errors.join()).toMatch(/Call/);
    },
  );

  test('composes it with a graph whose plain words mean something else, and merges none of them', () => {
    const { errors, supergraph } = compose({ switchboard: own, shop });
    expect(errors).toEqual([]);
    const theirs = buildASTSchema(parse(shop), { assumeValidSDL: true });
    for (const name of ['Money', 'Usage', 'Recording', 'Speaker', 'ErrorCode'])
      expect(partsOf(supergraph, name)).toEqual(partsOf(theirs, name));
    for (const name of ['CallUsage', 'CallRecording', 'TranscriptSpeaker', 'CallErrorCode'])
      expect(partsOf(supergraph, name)).toEqual(partsOf(runningSchema(), name));
    expect(partsOf(supergraph, 'Query')).toEqual(
      expect.arrayContaining(['callSources', 'export', 'sources']),
    );
  });

  test('refuses another meaning of each name that the docs call taken', () => {
    const roots = partsOf(runningSchema(), 'Query').filter(name => !name.startsWith('_'));
    expect([...namesTaken]).toEqual(expect.arrayContaining([...roots, ...typesTaken]));
    const types = typesTaken.map(name => `type ${name} { ${partsOf(runningSchema(), name)[0]}: Rival }`);
    const query = `type Query { ${roots.map(name => `${name}: Rival`).join(' ')} }`;
    const rival = [query, 'type Rival { is: Int }', ...types].join('\n');
    const errors = compose({ switchboard: own, rival }).errors.join('\n');
    for (const name of [...typesTaken, ...roots]) expect(errors).toMatch(new RegExp(`\\b${name}\\b`));
  });

  test('merges an enum of each name that the docs call merged', () => {
    expect([...namesTaken]).toEqual(expect.arrayContaining(enumsTaken));
    const uses = enumsTaken.map(name => `a${name}: ${name}`).join(' ');
    const rival = `type Query { ${uses} } ${enumsTaken.map(name => `enum ${name} { RIVAL }`).join(' ')}`;
    const { errors, supergraph } = compose({ switchboard: own, rival });
    expect(errors).toEqual([]);
    for (const name of enumsTaken)
      expect(partsOf(supergraph, name).toSorted()).toEqual(
        ['RIVAL', ...partsOf(runningSchema(), name)].toSorted(),
      );
  });

  test('composes a new source with graphs that write an id, a sid or an integer', () => {
    expect(compose({ switchboard: withAcme, crm, helpdesk, quality }).errors).toEqual([]);
  });

  test('refuses a new source beside a compound key, until that graph declares it too', () => {
    expect(compose({ switchboard: withAcme, billing }).errors.join()).toMatch(/CallSource/);
    const aware = billing.replace('BURKI', 'BURKI ACME');
    expect(compose({ switchboard: withAcme, billing: aware }).errors).toEqual([]);
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

  test('composes it with an interface Node of the same field, and with no other one', () => {
    const relay = `type Query { thing: Thing } interface Node { id: ID! } type Thing implements Node { id: ID! }`;
    expect(compose({ switchboard: own, relay }).errors).toEqual([]);
    const versioned = relay.replaceAll('id: ID!', 'id: ID! version: Int');
    expect(compose({ switchboard: own, relay: versioned }).errors.join()).toMatch(/Node/);
  });

  test.each([
    ['a key that Switchboard has not', { crm: crm.replaceAll(/\bsid\b/g, 'number') }, /number/],
    [
      'an integer as Int',
      { helpdesk: helpdesk.replace('databaseId: ID!', 'databaseId: Int!') },
      /databaseId/,
    ],
  ])('refuses %s', (__, subgraphs: Subgraphs, reason) => {
    const { errors } = compose({ switchboard: own, ...subgraphs });
    expect(errors.join('\n')).toMatch(reason);
  });
});

function inputsOf(schema: GraphQLSchema, name: string): string[] {
  const type = schema.getType(name);
  return isInputObjectType(type) ? Object.keys(type.getFields()) : [];
}

/** What clients of a supergraph see that is cut down to a contract. */
function contract(include: readonly string[], exclude: readonly string[]): GraphQLSchema {
  const tags = { include: new Set(include), exclude: new Set(exclude) };
  const services = servicesOf({ switchboard: own, crm, helpdesk, quality });
  const { errors, publicSdl } = composeSchemaContract(services, tags, true);
  expect(errors).toBeUndefined();
  return buildSchema(publicSdl ?? '');
}

describe('in the public schema', () => {
  const everything = contract([], []);

  test('the fields that partners add are present, and those for direct clients are not', () => {
    expect(partsOf(everything, 'Query')).toEqual([
      'call',
      'callByDatabaseId',
      'callBySid',
      'callStats',
      'calls',
      'deals',
      'reviews',
      'tickets',
      'voiceAgent',
      'voiceAgents',
    ]);
    expect(partsOf(everything, 'Call')).toEqual(expect.arrayContaining(['deals', 'reviews', 'tickets']));
    expect(everything.getType('CallSourceInfo')).toBeUndefined();
  });

  test('no field of cost, configuration or coverage remains without the internal ones', () => {
    const schema = contract([], ['internal']);
    const gone = partsOf(everything, 'Call').filter(field => !partsOf(schema, 'Call').includes(field));
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
    for (const connection of ['CallConnection', 'VoiceAgentConnection'])
      expect(partsOf(schema, connection)).toEqual(['edges', 'nodes', 'pageInfo', 'totalCount']);
    expect(schema.getType('CostBreakdown')).toBeUndefined();
    expect(partsOf(schema, 'CallStats')).toEqual(['groupCount', 'groups', 'total']);
    expect(partsOf(schema, 'CallFigures')).toContain('callCount');
    expect(partsOf(schema, 'CallFigures').filter(name => /cost/i.test(name))).toEqual([]);
  });

  test('no filter and no order tells of what the fields without the internal ones hide', () => {
    const schema = contract([], ['internal']);
    expect(inputsOf(schema, 'CallFilter')).toContain('duration');
    expect(inputsOf(schema, 'CallFilter')).toEqual(
      inputsOf(everything, 'CallFilter').filter(name => !['cost', 'metadata'].includes(name)),
    );
    for (const order of ['CallOrderField', 'CallStatsOrderField']) {
      expect(partsOf(schema, order)).toContain('DURATION');
      expect(partsOf(schema, order)).not.toContain('COST');
    }
    for (const type of ['CallCostRange', 'CallMetadataMatch']) expect(schema.getType(type)).toBeUndefined();
  });

  test('the public part alone has single calls and no list', () => {
    const schema = contract(['public'], []);
    expect(partsOf(schema, 'Query')).toEqual(['call', 'callByDatabaseId', 'callBySid']);
    expect(partsOf(schema, 'Call')).toContain('transcript');
    expect(partsOf(schema, 'Call')).not.toContain('cost');
  });
});
