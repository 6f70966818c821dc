import { expect, test } from 'vitest';
import { readSdl } from '../../src/graphql/schema.ts';
import { openFrontDoor } from '../front-door.ts';

const shut = { gateway: { federation: { service: false, traces: false } } };

test('a router gets the schema as a composer accepts it, without an upstream request', async () => {
  const { ask, cost } = await openFrontDoor();
  const { data, errors } = await ask('{ _service { sdl } }');
  expect(errors).toBeUndefined();
  expect(data._service.sdl).toBe(readSdl());
  expect(cost()).toEqual([]);
});

test('a gateway that hides its schema refuses it, and still answers entities', async () => {
  const { ask } = await openFrontDoor(shut);
  const { status, data, errors } = await ask('{ ...a } fragment a on Query { anything: _service { sdl } }');
  expect({ status, data }).toEqual({ status: 400, data: undefined });
  expect(errors).toMatchObject([
    {
      message: 'This gateway does not give its schema to routers.',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    },
  ]);
  const join =
    '{ _entities(representations: [{ __typename: "Call", databaseId: 101 }]) { ... on Call { status } } }';
  expect((await ask(join)).data).toEqual({ _entities: [{ status: 'COMPLETED' }] });
});
