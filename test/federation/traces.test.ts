import { expect, test } from 'vitest';
import { type FrontDoor, openFrontDoor } from '../front-door.ts';

const query = `{
  callBySid(sid: "call_abc123def456") { status cost { total } }
  _entities(representations: [{ __typename: "Call", databaseId: 101 }]) { ... on Call { status } }
}`;

async function askTraced({ gateway }: FrontDoor, asked = query, wanted = 'ftv1') {
  const response = await gateway.fetch(
    new Request('http://switchboard.test/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'apollo-federation-include-trace': wanted },
      body: JSON.stringify({ query: asked }),
    }),
  );
  return response.json();
}

test('a router that requests a trace gets one beside the same response, for the same upstream requests', async () => {
  const door = await openFrontDoor();
  const { data } = await door.ask(query);
  const requests = door.cost();
  const traced = await askTraced(door);
  expect(traced).toEqual({ data, extensions: { ftv1: expect.stringMatching(/^[A-Za-z0-9+/]{100,}=*$/) } });
  expect(door.cost()).toEqual(requests);
});

test('no other client gets a trace', async () => {
  const door = await openFrontDoor();
  expect(await askTraced(door, query, 'ftv2')).not.toHaveProperty('extensions');
  const shut = await openFrontDoor({ gateway: { federation: { service: true, traces: false } } });
  expect(await askTraced(shut)).toEqual(await askTraced(door, query, ''));
});

test('a traced query fails like any other', async () => {
  const door = await openFrontDoor();
  door.butter.play({ fault: { kind: 'status', status: 503 } });
  const plain = await door.ask(query);
  const { data, errors } = await askTraced(door);
  expect({ data, errors }).toEqual({ data: plain.data, errors: plain.errors });
  expect(await askTraced(door, '{ nope }')).not.toHaveProperty('extensions');
});
