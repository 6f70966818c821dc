import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';
import { example, isInstalled } from './supergraph.ts';

interface TracedField {
  readonly responseName?: string;
  readonly index?: number;
  readonly originalFieldName?: string;
  readonly type?: string;
  readonly parentType?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly child?: TracedField[];
  readonly error?: { readonly message: string; readonly json: string }[];
}

interface DecodedTrace {
  readonly root: TracedField;
  readonly durationNs: number;
  readonly isIncomplete?: boolean;
  readonly startTime: { readonly seconds: number };
}

/** Reads a trace by Apollo's own library. */
function decode(ftv1: string): DecodedTrace {
  const { Trace } = createRequire(`${example}start.js`)('@apollo/usage-reporting-protobuf');
  return Trace.toObject(Trace.decode(Buffer.from(ftv1, 'base64')), { longs: Number });
}

async function traceOf(query: string, variables: object = {}): Promise<DecodedTrace> {
  const { gateway, butter } = await openFrontDoor();
  butter.play({ fault: { kind: 'status', status: 503 } });
  const response = await gateway.fetch(
    new Request('http://switchboard.test/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'apollo-federation-include-trace': 'ftv1' },
      body: JSON.stringify({ query, variables }),
    }),
  );
  return decode((await response.json()).extensions.ftv1);
}

describe.skipIf(!isInstalled)("by Apollo's own library, a trace", () => {
  test('has every field at its path, with its times within those of the whole', async () => {
    const { root, durationNs, startTime } = await traceOf(
      '{ one: _entities(representations: [{ __typename: "Call", databaseId: 101 }]) { ... on Call { raw: rawStatus } } }',
    );
    expect(root.child).toMatchObject([
      {
        responseName: 'one',
        originalFieldName: '_entities',
        type: '[_Entity]!',
        parentType: 'Query',
        child: [
          {
            index: 0,
            child: [
              { responseName: 'raw', originalFieldName: 'rawStatus', type: 'String', parentType: 'Call' },
            ],
          },
        ],
      },
    ]);
    const [{ startTime: began = 0, endTime: ended = 0 } = {}] = root.child ?? [];
    expect(ended).toBeGreaterThan(began);
    expect(durationNs).toBeGreaterThanOrEqual(ended);
    expect(Math.abs(startTime.seconds - Date.now() / 1000)).toBeLessThan(60);
  });

  test('has errors at their paths, with the messages that the client gets', async () => {
    const { root } = await traceOf('{ callBySid(sid: "call_abc123def456") { status } }');
    const [error] = root.child?.[0]?.error ?? [];
    expect(error?.message).toBe('Butter is not available just now.');
    expect(JSON.parse(error?.json ?? '')).toMatchObject({
      path: ['callBySid'],
      extensions: { code: 'UPSTREAM_UNAVAILABLE', source: 'BUTTER' },
    });
  });

  test('of too many fields is marked as incomplete', async () => {
    const fields =
      'id source sid databaseId status rawStatus agentName startedAt endedAt duration fromNumber toNumber';
    const query = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Call { ${fields} } } }`;
    const many = (count: number) => ({ all: Array(count).fill({ __typename: 'Call', databaseId: '101' }) });
    expect((await traceOf(query, many(20))).isIncomplete ?? false).toBe(false);
    const { root, isIncomplete } = await traceOf(query, many(1_000));
    expect(isIncomplete).toBe(true);
    expect(root.child?.[0]?.child?.length).toBeGreaterThan(500);
  });
});
