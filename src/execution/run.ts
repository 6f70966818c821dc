import { type GraphQLResolveInfo, isNonNullType, locatedError } from 'graphql';
import { type Errors, keysOf, type Path, pathOf } from './path.ts';
import type { FieldPlan, SelectionPlan } from './plan.ts';

/** What one run of an operation goes by. */
export interface Run {
  readonly context: unknown;
  /** What resolvers are told beside the field and its place. */
  readonly operation: Pick<
    GraphQLResolveInfo,
    'schema' | 'fragments' | 'rootValue' | 'operation' | 'variableValues'
  >;
  readonly errors: Errors;
}

/** Not whatever has a `then`, because our resolvers give nothing else, and to ask every value for it takes its time. */
export const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

/** Runs the fields of a selection side by side; gives a promise only where one of them does. */
export function runSelection(
  { fields, isPlain }: SelectionPlan,
  run: Run,
  source: unknown,
  path: Path | undefined,
): unknown {
  const answer: Record<string, unknown> = isPlain ? {} : Object.create(null);
  let waits: Promise<unknown>[] | null = null;
  try {
    for (const field of fields) {
      const value = runField(field, run, source, path);
      answer[field.key] = value;
      if (isPromise(value)) {
        waits ??= [];
        waits.push(
          value.then(settled => {
            answer[field.key] = settled;
          }),
        );
      }
    }
  } catch (error) {
    // Because the others may fail later, when nobody waits for them any more.
    if (waits) return Promise.all(waits).finally(() => Promise.reject(error));
    throw error;
  }
  return waits ? Promise.all(waits).then(() => answer) : answer;
}

const runField = (field: FieldPlan, run: Run, source: unknown, parent: Path | undefined): unknown =>
  field.isLeaf ? runLeaf(field, run, source, parent) : runBranch(field, run, source, parent);

function runBranch(field: FieldPlan, run: Run, source: unknown, parent: Path | undefined): unknown {
  const path = pathOf(field, parent);
  try {
    const value = field.resolve(run, source, parent, path);
    if (!isPromise(value)) return completed(field, run, value, path);
    return value.then(
      settled => completed(field, run, settled, path),
      error => fail(field, run, path, error),
    );
  } catch (error) {
    return fail(field, run, path, error);
  }
}

function completed(field: FieldPlan, run: Run, value: unknown, path: Path): unknown {
  try {
    const result = field.complete(run, value, path);
    return isPromise(result) ? result.catch(error => fail(field, run, path, error)) : result;
  } catch (error) {
    return fail(field, run, path, error);
  }
}

/** Its place is made only where it fails: most of an answer is leaves. */
function runLeaf(field: FieldPlan, run: Run, source: unknown, parent: Path | undefined): unknown {
  try {
    const value = field.resolve(run, source, parent);
    if (!isPromise(value)) return field.complete(run, value, nowhere);
    return value
      .then(settled => field.complete(run, settled, nowhere))
      .catch(error => fail(field, run, pathOf(field, parent), error));
  } catch (error) {
    return fail(field, run, pathOf(field, parent), error);
  }
}

const nowhere: Path = { prev: undefined, key: '', typename: undefined };

/** Null with an error told, or an error thrown further up where there must be something. */
export function fail(
  { nodes, definition }: Pick<FieldPlan, 'nodes' | 'definition'>,
  { errors }: Run,
  path: Path,
  cause: unknown,
  type = definition.type,
): null {
  const error = locatedError(cause, nodes, keysOf(path));
  if (isNonNullType(type)) throw error;
  errors.add(error, path);
  return null;
}
