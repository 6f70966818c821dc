import { readdirSync, readFileSync } from 'node:fs';
import type { GraphQLSchema } from 'graphql';
import { createSchema } from 'graphql-yoga';
import type { RequestContext } from './context.ts';
import { resolvers } from './resolvers/index.ts';

const folder = new URL('../../schema/', import.meta.url);

function readFolder(path: URL): string {
  const files = readdirSync(path).filter(name => name.endsWith('.graphql'));
  return files.map(name => readFileSync(new URL(name, path), 'utf8')).join('\n');
}

/** Schema of `schema/` as one SDL document, which composers accept too. The fields for routers come last. */
export const readSdl = (): string => [readFolder(folder), readFolder(new URL('routers/', folder))].join('\n');

export function buildSchema(): GraphQLSchema {
  const sdl = readSdl();
  const service = { Query: { _service: () => ({ sdl }) } };
  return createSchema<RequestContext>({ typeDefs: sdl, resolvers: [resolvers, service] });
}
