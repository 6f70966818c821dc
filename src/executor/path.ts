import type { GraphQLError } from 'graphql';

/** Response path in the form of graphql-js, because resolvers receive paths in `info`. */
export interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;
}

export const addPath = (
  { key, parentType }: { readonly key: string; readonly parentType: { readonly name: string } },
  prev: Path | undefined,
): Path => ({ prev, key, typename: parentType.name });

export function pathToArray(path: Path | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at; at = at.prev) keys.push(at.key);
  return keys.reverse();
}

/** Field errors of one execution. */
export interface Errors {
  readonly all: readonly GraphQLError[];
  /** Drops errors below a position that an earlier error has already nulled (spec 6.4.4). */
  add(error: GraphQLError, path: Path | undefined): void;
}

export function createErrors(): Errors {
  const all: GraphQLError[] = [];
  const nulled = new Set<Path | undefined>();
  return {
    all,
    add(error, path) {
      if (nulled.has(undefined)) return;
      for (let at = path; at; at = at.prev) if (nulled.has(at)) return;
      nulled.add(path);
      all.push(error);
    },
  };
}
