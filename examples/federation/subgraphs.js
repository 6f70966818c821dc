import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { createYoga } from 'graphql-yoga';

// Calls of the sandboxes, by the keys that other systems know them by.
const butterSid = 'call_abc123def456';
const burkiSid = 'CAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx';
const burkiInteger = '101';
const idOf = (type, source, key) => Buffer.from(`${type}:${source}:${key}`).toString('base64url');
const butterId = idOf('Call', 'BUTTER', butterSid);
const burkiId = idOf('Call', 'BURKI', burkiInteger);

const deals = [
  { id: '1', title: 'New kitchen', callSid: butterSid },
  { id: '2', title: 'Winter tyres', callSid: burkiSid },
  { id: '3', title: 'Came by mail', callSid: null },
  { id: '4', title: 'Call long gone', callSid: 'call_gone' },
];
const tickets = [
  { id: '1', subject: 'Heating is out', callDatabaseId: burkiInteger },
  { id: '2', subject: 'Wrote an email', callDatabaseId: null },
];
const reviews = [
  { id: '1', stars: 5, callId: butterId },
  { id: '2', stars: 2, callId: burkiId },
];
const invoices = [
  { id: '1', amount: '12.50', source: 'BUTTER', callSid: butterSid },
  { id: '2', amount: '30.00', source: 'BURKI', callSid: burkiSid },
  // A sid of Burki that has the form of Butter's, so that only the source tells whose it is.
  { id: '3', amount: '8.00', source: 'BURKI', callSid: 'call_of_burki' },
];

const resolvers = {
  crm: {
    Query: { deals: () => deals },
    Deal: { call: ({ callSid }) => callSid && { sid: callSid } },
    Call: {
      __resolveReference: ({ sid }) => ({ sid }),
      deals: ({ sid }) => deals.filter(({ callSid }) => callSid === sid),
    },
  },
  helpdesk: {
    Query: { tickets: () => tickets },
    Ticket: { call: ({ callDatabaseId }) => callDatabaseId && { databaseId: callDatabaseId } },
    Call: {
      // Because a call of Butter has no integer.
      __resolveReference: ({ databaseId }) => databaseId && { databaseId },
      tickets: ({ databaseId }) => tickets.filter(({ callDatabaseId }) => callDatabaseId === databaseId),
    },
  },
  quality: {
    Query: { reviews: () => reviews },
    Review: { call: ({ callId }) => ({ id: callId }) },
    Call: {
      __resolveReference: ({ id }) => ({ id }),
      reviews: ({ id }) => reviews.filter(({ callId }) => callId === id),
    },
    VoiceAgent: {
      __resolveReference: ({ id }) => ({ id }),
      coach: () => 'Ada',
    },
  },
  billing: {
    Query: { invoices: () => invoices },
    Invoice: { call: ({ source, callSid }) => ({ source, sid: callSid }) },
    Call: {
      __resolveReference: ({ source, sid }) => ({ source, sid }),
      invoices: call =>
        invoices.filter(({ source, callSid }) => source === call.source && callSid === call.sid),
    },
  },
};

/** Starts the subgraphs of other teams; gives each its name, its schema and where it is. */
export const startSubgraphs = () =>
  Promise.all(
    Object.entries(resolvers).map(async ([name, resolversOfOne]) => {
      const sdl = readFileSync(new URL(`subgraphs/${name}.graphql`, import.meta.url), 'utf8');
      const schema = buildSubgraphSchema({ typeDefs: parse(sdl), resolvers: resolversOfOne });
      const server = createServer(createYoga({ schema, logging: 'error', landingPage: false }));
      await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
      return { name, sdl, url: `http://127.0.0.1:${server.address().port}/graphql` };
    }),
  );
