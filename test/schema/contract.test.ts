import {
  buildSchema as buildSchemaOf,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  printSchema,
} from 'graphql';
import { expect, test } from 'vitest';
import { buildSchema, readSdl } from '../../src/graphql/schema.ts';
import { objectNamed } from './every-field.ts';

const schema = buildSchema();
const types = Object.values(schema.getTypeMap()).filter(
  type => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

/** Everything within a type that a newcomer may ask about, by its path. */
function partsOf(type: GraphQLNamedType): { path: string; description: string | null | undefined }[] {
  if (isEnumType(type))
    return type.getValues().map(({ name, description }) => ({ path: `${type.name}.${name}`, description }));
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map(({ name, description }) => ({
      path: `${type.name}.${name}`,
      description,
    }));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap(field => [
    { path: `${type.name}.${field.name}`, description: field.description },
    ...field.args.map(({ name, description }) => ({
      path: `${type.name}.${field.name}(${name}:)`,
      description,
    })),
  ]);
}

const nonNullFields = (name: string): string[] =>
  Object.values(objectNamed(schema, name).getFields())
    .filter(field => isNonNullType(field.type))
    .map(field => field.name)
    .sort();

test('the schema is written in ASCII, because one other character makes every response string take two bytes a character', () => {
  expect(readSdl().match(/[^ -~\n].*/)?.[0]).toBeUndefined();
});

test('the schema that runs is exactly the one that is written', () => {
  expect(printSchema(schema)).toBe(printSchema(buildSchemaOf(readSdl())));
});

test('every type, field, argument and enum value has a description', () => {
  const parts = types.flatMap(type => [{ path: type.name, description: type.description }, ...partsOf(type)]);
  expect(parts.length).toBeGreaterThan(150);
  expect(parts.filter(({ description }) => !description?.trim()).map(({ path }) => path)).toEqual([]);
});

/** Names of specifications, which every graph has, and the two ends of an order, which mean the same in every graph. */
const shared = ['Node', 'OrderDirection', 'PageInfo', 'Query', '_Entity', '_Service'];

test('every type begins with a word of calls, because a supergraph may mean something else by a plain one', () => {
  const named = types.filter(type => !isScalarType(type) && !shared.includes(type.name));
  const plain = named.filter(({ name }) => !/^(Call|Cost|Transcript|Turn|VoiceAgent)/.test(name));
  expect(plain.map(({ name }) => name)).toEqual([]);
});

test('only types that can be fetched again by id have a field id', () => {
  const withId = types.filter(type => isObjectType(type) && type.getFields()['id'] !== undefined);
  const nodes = types.filter(
    type => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'),
  );
  expect(withId.map(({ name }) => name).sort()).toEqual(['Call', 'VoiceAgent']);
  expect(nodes.map(({ name }) => name).sort()).toEqual(['Call', 'VoiceAgent']);
});

const guaranteed: readonly (readonly [string, readonly string[]])[] = [
  ['Query', ['_entities', '_service', 'callSources', 'nodes']],
  ['_Service', ['sdl']],
  ['Call', ['id', 'sid', 'source', 'status']],
  ['VoiceAgent', ['agentId', 'id', 'source']],
  ['VoiceAgentConnection', ['coverage', 'edges', 'nodes', 'pageInfo']],
  ['VoiceAgentEdge', ['cursor', 'node']],
  ['VoiceAgentSettings', []],
  ['VoiceAgentLlm', []],
  ['VoiceAgentTts', []],
  ['VoiceAgentStt', []],
  ['CostBreakdown', []],
  ['CostLine', []],
  ['CostItem', ['amount', 'component', 'parts']],
  ['CallMoney', ['amount', 'currency']],
  ['CallUsage', []],
  ['CallLlmUsage', []],
  ['CallTtsUsage', []],
  ['CallSttUsage', []],
  ['CallErrors', ['details']],
  ['CallLatency', ['llmTimeToFirstByte']],
  ['CallDistribution', ['known']],
  ['Turn', ['call', 'derived', 'index']],
  ['TurnEvent', ['index', 'kind']],
  ['TurnEventLlm', []],
  ['TranscriptEntry', ['call', 'index']],
  ['CallRecording', ['call', 'index']],
  ['CallConnection', ['coverage', 'edges', 'nodes', 'pageInfo']],
  ['CallEdge', ['cursor', 'node']],
  ['PageInfo', ['hasNextPage', 'hasPreviousPage']],
  ['CallSourceCoverage', ['scanned', 'source', 'state']],
  ['CallIndexCoverage', ['callCount', 'state']],
  ['CallIndexInfo', ['coverage', 'requestsPerSecond']],
  ['CallStats', ['coverage', 'groupCount', 'groups', 'total', 'verification']],
  ['CallStatsGroup', ['figures', 'key']],
  ['CallStatsKey', []],
  [
    'CallFigures',
    [
      'callCount',
      'completedCount',
      'costs',
      'duration',
      'endedCount',
      'interruptions',
      'llmTimeToFirstByte',
      'turnCount',
    ],
  ],
  ['CallCostFigures', ['known', 'total', 'unit']],
  ['CallCostComponentFigures', ['component', 'known', 'total']],
  ['CallStatsVerification', ['asOf', 'callCount', 'source']],
  ['CallSourceInfo', ['driftCount', 'mode', 'quota', 'source', 'state']],
  ['CallSourceQuota', ['waiting']],
];

test.each(guaranteed)(
  'a %s has only those fields non-null that this gateway itself guarantees: %j',
  (name, fields) => {
    expect(nonNullFields(name)).toEqual(fields);
  },
);

test('every object type has a decision about its guarantees', () => {
  const objects = types.filter(isObjectType).map(({ name }) => name);
  expect(objects.sort()).toEqual(guaranteed.map(([name]) => name).sort());
});

const fields = types
  .filter(isObjectType)
  .flatMap(type =>
    Object.values(type.getFields()).map(field => ({ ...field, path: `${type.name}.${field.name}` })),
  );

test('a list has no null items, except for nodes that are not found', () => {
  const holed = fields.filter(({ type }) => {
    const list = getNullableType(type);
    return isListType(list) && !isNonNullType(list.ofType);
  });
  expect(holed.map(({ path }) => path)).toEqual(['Query.nodes', 'Query._entities']);
});

/** Every field, argument and input field that is a number, one or a list of them. */
const numbers = types
  .flatMap(type => {
    if (isInputObjectType(type))
      return Object.values(type.getFields()).map(field => ({ path: `${type.name}.${field.name}`, field }));
    if (!isObjectType(type)) return [];
    return Object.values(type.getFields()).flatMap(field => [
      { path: `${type.name}.${field.name}`, field },
      ...field.args.map(arg => ({ path: `${type.name}.${field.name}(${arg.name}:)`, field: arg })),
    ]);
  })
  .map(({ path, field: { type, description } }) => ({
    path,
    type: getNamedType(type).name,
    description: description ?? '',
  }))
  .filter(({ type }) => type === 'Float' || type === 'Int');

/** Numbers with a fraction that are no times, such as rates; the unit of a distribution is that of the field that gives it. */
const otherFloat = /^CallDistribution\.|\.(units|confidence|\w*temperature|\w*rate)$/i;

test('a number of a time is a Float in documented seconds, and costs are a Decimal', () => {
  const descriptions = types.flatMap(type => [
    { path: type.name, description: type.description },
    ...partsOf(type),
  ]);
  expect(descriptions.filter(({ description }) => /millisecond|\bms\b/i.test(description ?? ''))).toEqual([]);
  const inSeconds = numbers.filter(({ description }) => /\bseconds\b/i.test(description));
  expect(inSeconds.length).toBeGreaterThan(8);
  expect(inSeconds.filter(({ type }) => type !== 'Float')).toEqual([]);
  const others = numbers.filter(number => number.type === 'Float' && !inSeconds.includes(number));
  expect(others.filter(({ path }) => !otherFloat.test(path))).toEqual([]);
  const costs = fields.filter(({ name }) => /amount|total$|unattributed|price/.test(name));
  const decimals = costs.filter(
    ({ path }) => !['CallSourceCoverage.total', 'CallStats.total'].includes(path),
  );
  expect(decimals.map(({ type }) => getNamedType(type).name)).toEqual(decimals.map(() => 'Decimal'));
});

test('enums have UNKNOWN, and a field with the raw word beside them', () => {
  const fields = Object.keys(objectNamed(schema, 'Call').getFields());
  for (const [type, raw] of [
    ['CallStatus', 'rawStatus'],
    ['CallDirection', 'rawDirection'],
    ['CallTransport', 'rawTransport'],
  ] as const) {
    const words = schema.getType(type);
    expect(isEnumType(words) && words.getValue('UNKNOWN')).toBeTruthy();
    expect(fields).toContain(raw);
  }
});
