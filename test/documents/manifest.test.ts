import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config/index.ts';
import { readManifest } from '../../src/graphql/documents/trusted-documents.ts';
import { openFolder } from '../run-main.ts';
import { configOf, startQuietly } from '../settings.ts';

const body = 'query Status { __typename }';

test('the manifest of Apollo maps its ids to its bodies', () => {
  const operation = { id: 'a1', name: 'Status', type: 'query', body };
  const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations: [operation] };
  expect(readManifest(JSON.stringify(manifest))).toEqual(new Map([['a1', body]]));
});

test('the manifests of Relay and of the client preset are maps already', () => {
  expect(readManifest(JSON.stringify({ a1: body, b2: body }))).toEqual(
    new Map([
      ['a1', body],
      ['b2', body],
    ]),
  );
});

test.each([
  'not JSON',
  '[]',
  '{}',
  '{ "a1": 1 }',
  '{ "a1": "" }',
  '{ "format": "apollo-persisted-query-manifest", "version": 2, "operations": [] }',
  '{ "format": "apollo-persisted-query-manifest", "version": 1, "operations": [{ "id": "a1" }] }',
])('an invalid manifest is refused: %s', text => {
  expect(readManifest(text)).toBeNull();
});

describe('by settings', () => {
  const startWith = async (settings: Record<string, string>) =>
    startQuietly(configOf({ PORT: '0', GRAPHIQL: 'off', ...settings }));

  test('the gateway runs the documents of the file, and only them if the setting is on', async () => {
    const path = join(await openFolder(), 'manifest.json');
    await writeFile(path, JSON.stringify({ a1: body }));
    const { url, stop } = await startWith({ TRUSTED_DOCUMENTS: path, TRUSTED_DOCUMENTS_ONLY: 'on' });
    const ask = async (params: string) => (await fetch(`${url}/graphql?${params}`)).json();
    expect(await ask('documentId=a1')).toEqual({ data: { __typename: 'Query' } });
    expect(await ask('query={__typename}')).toMatchObject({
      errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
    });
    await stop();
  });

  test('a file that is missing or has no manifest stops the start with a sentence', async () => {
    const folder = await openFolder();
    await expect(startWith({ TRUSTED_DOCUMENTS: join(folder, 'nothing') })).rejects.toThrow(
      'TRUSTED_DOCUMENTS: there is no file at this path that can be read.',
    );
    await writeFile(join(folder, 'empty.json'), '{}');
    await expect(startWith({ TRUSTED_DOCUMENTS: join(folder, 'empty.json') })).rejects.toThrow(
      'TRUSTED_DOCUMENTS: expected a manifest of documents by their ids in this file.',
    );
  });

  test('the setting for trusted documents alone needs a manifest', () => {
    expect(readConfig({ TRUSTED_DOCUMENTS_ONLY: 'on' })).toEqual({
      problems: ['TRUSTED_DOCUMENTS: expected, because TRUSTED_DOCUMENTS_ONLY is on'],
    });
  });
});
