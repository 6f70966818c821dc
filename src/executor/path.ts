import type { GraphQLError } from 'graphql';

/** Where a value stands in the answer, in graphql-js' own form, because resolvers see it too. */
export interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
  readonly typename: string | undefined;
}

/** Of a field in what stands at another place. */
export const addPath = (
  { key, parentType }: { readonly key: string; readonly parentType: { readonly name: string } },
  prev: Path | undefined,
): Path => ({ prev, key, typename: parentType.name });

export function pathToArray(path: Path | undefined): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let at = path; at; at = at.prev) keys.push(at.key);
  return keys.reverse();
}

/** The errors of one run. */
export interface Errors {
  readonly all: readonly GraphQLError[];
  /** Leaves out what lies in something that is null by an earlier error already. */
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
