import { type GraphQLObjectType, getNamedType, isCompositeType, isLeafType, isObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { requirements } from '../../src/graphql/query-cost/field-costs.ts';
import { Call } from '../../src/graphql/resolvers/call.ts';
import { CostBreakdown } from '../../src/graphql/resolvers/cost.ts';
import { VoiceAgent } from '../../src/graphql/resolvers/voice-agent.ts';
import { buildSchema } from '../../src/graphql/schema.ts';
import { openFrontDoor } from '../front-door.ts';

const schema = buildSchema();
const fieldsWithResolvers = (resolvers: object, ...free: string[]) =>
  Object.keys(resolvers)
    .filter(field => !free.includes(field))
    .sort();

test.each([
  ['Call', fieldsWithResolvers(Call, 'id', 'isPreview', 'time', 'cost')],
  ['CostBreakdown', fieldsWithResolvers(CostBreakdown, 'unit', 'currency', 'total', 'converted')],
  // The calls of an agent are a list with a cost of its own.
  ['VoiceAgent', fieldsWithResolvers(VoiceAgent, 'id', 'calls')],
])('every field of %s that may load something has its cost', (type, fields) => {
  expect(Object.keys(requirements[type] ?? {}).sort()).toEqual(fields);
});

function typeNamed(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type`);
  return type;
}

/** One field with the least that can be selected below it. */
function selectionOf(type: GraphQLObjectType, field: string): string {
  const inner = getNamedType(type.getFields()[field]?.type);
  if (!inner || isLeafType(inner)) return field;
  return `${field} { __typename }`;
}

const fieldsOfACall = [
  ...Object.keys(typeNamed('Call').getFields()).map(field => selectionOf(typeNamed('Call'), field)),
  ...Object.keys(typeNamed('CostBreakdown').getFields()).map(
    field => `cost { ${selectionOf(typeNamed('CostBreakdown'), field)} }`,
  ),
  ...Object.keys(typeNamed('VoiceAgent').getFields())
    .filter(field => field !== 'calls')
    .map(field => `agent { ${selectionOf(typeNamed('VoiceAgent'), field)} }`),
];

test.each(fieldsOfACall)('a row with %s costs no more than its estimate', async row => {
  const query = `{ calls(first: 12) { edges { node { ${row} } } } }`;
  const cheap = await openFrontDoor({ gateway: { maxUpstreamRequests: 2 } });
  const isFree = (await cheap.ask(query)).errors === undefined;
  const actual = isFree ? cheap.cost() : await costOf(query);
  expect(actual.length).toBeLessThanOrEqual(isFree ? 2 : 14);
});

async function costOf(query: string): Promise<string[]> {
  const { ask, cost } = await openFrontDoor();
  expect((await ask(query)).errors).toBeUndefined();
  const asked = cost();
  expect(asked.length).toBeGreaterThan(2);
  return asked;
}

test('every root field that may load something has its cost', async () => {
  const { ask } = await openFrontDoor({ gateway: { maxUpstreamRequests: 0 } });
  const args: Record<string, string> = {
    node: '(id: "a")',
    nodes: '(ids: ["a"])',
    call: '(id: "a")',
    callBySid: '(sid: "call_1")',
    callByDatabaseId: '(databaseId: 1)',
    voiceAgent: '(id: "a")',
    callStats: '(groupBy: [AGENT])',
    _entities: '(representations: [{ __typename: "Call", sid: "call_1" }])',
  };
  const selections: Record<string, string> = { callStats: '{ groups { key { agent { language } } } }' };
  for (const { name, type } of Object.values(schema.getQueryType()?.getFields() ?? {})) {
    if (!isCompositeType(getNamedType(type)) || ['callSources', '_service'].includes(name)) continue;
    const { errors } = await ask(`{ ${name}${args[name] ?? ''} ${selections[name] ?? '{ __typename }'} }`);
    expect([name, errors?.[0]?.extensions.code]).toEqual([name, 'QUERY_TOO_EXPENSIVE']);
  }
});
