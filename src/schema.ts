import { readdirSync, readFileSync } from 'node:fs';
import type { GraphQLSchema } from 'graphql';
import { createSchema } from 'graphql-yoga';
import type { RequestContext } from './context.ts';
import { resolvers } from './resolvers/index.ts';

const folder = new URL('../schema/', import.meta.url);

/** The public contract as it stands in `schema/`, one document. */
export function readSdl(): string {
  const files = readdirSync(folder).filter(name => name.endsWith('.graphql'));
  return files.map(name => readFileSync(new URL(name, folder), 'utf8')).join('\n');
}

export const buildSchema = (): GraphQLSchema =>
  createSchema<RequestContext>({ typeDefs: readSdl(), resolvers });
