import { type GraphQLResolveInfo, isNonNullType, locatedError } from 'graphql';
import { type Errors, keysOf, type Path, pathOf } from './path.ts';
import type { FieldPlan, SelectionPlan } from './selection-plan.ts';

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

/**
 * Runs the fields of a selection side by side; gives a promise only where one of them does. What is done with promises stands in
 * functions of its own, because one that makes closures sets up memory for them each time it runs, even if it comes to none.
 */
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
        waits.push(put(value, answer, field.key));
      }
    }
  } catch (error) {
    if (waits) return failAfter(waits, error);
    throw error;
  }
  return waits ? whenAll(waits, answer) : answer;
}

const put = (value: Promise<unknown>, answer: Record<string, unknown>, key: string): Promise<unknown> =>
  value.then(settled => {
    answer[key] = settled;
  });

const whenAll = <T>(waits: readonly Promise<unknown>[], answer: T): Promise<T> =>
  Promise.all(waits).then(() => answer);

/** Listens to the others too, because what of them fails later would else be heard by nobody. */
export const failAfter = (waits: readonly unknown[], error: unknown): Promise<never> =>
  Promise.all(waits).finally(() => Promise.reject(error)) as Promise<never>;

const runField = (field: FieldPlan, run: Run, source: unknown, parent: Path | undefined): unknown =>
  field.isLeaf ? runLeaf(field, run, source, parent) : runBranch(field, run, source, parent);

function runBranch(field: FieldPlan, run: Run, source: unknown, parent: Path | undefined): unknown {
  const path = pathOf(field, parent);
  try {
    const value = field.resolve(run, source, parent, path);
    return isPromise(value) ? completedLater(field, run, value, path) : completed(field, run, value, path);
  } catch (error) {
    return fail(field, run, path, error);
  }
}

const completedLater = (field: FieldPlan, run: Run, value: Promise<unknown>, path: Path): Promise<unknown> =>
  value.then(
    settled => completed(field, run, settled, path),
    error => fail(field, run, path, error),
  );

function completed(field: FieldPlan, run: Run, value: unknown, path: Path): unknown {
  try {
    const result = field.complete(run, value, path);
    return isPromise(result) ? orFail(result, field, run, path) : result;
  } catch (error) {
    return fail(field, run, path, error);
  }
}

/** What a promise gives; where it fails, what is made of that. */
export const orFail = (
  result: Promise<unknown>,
  field: Failing,
  run: Run,
  path: Path,
  type = field.definition.type,
): Promise<unknown> => result.catch(error => fail(field, run, path, error, type));

/** Its place is made only where it fails: most of an answer is leaves. */
function runLeaf(field: FieldPlan, run: Run, source: unknown, parent: Path | undefined): unknown {
  try {
    const value = field.resolve(run, source, parent);
    return isPromise(value) ? leafLater(field, run, value, parent) : field.complete(run, value, nowhere);
  } catch (error) {
    return fail(field, run, pathOf(field, parent), error);
  }
}

const leafLater = (
  field: FieldPlan,
  run: Run,
  value: Promise<unknown>,
  parent: Path | undefined,
): Promise<unknown> =>
  value
    .then(settled => field.complete(run, settled, nowhere))
    .catch(error => fail(field, run, pathOf(field, parent), error));

const nowhere: Path = { prev: undefined, key: '', typename: undefined };

type Failing = Pick<FieldPlan, 'nodes' | 'definition'>;

/** Null with an error told, or an error thrown further up where there must be something. */
export function fail(
  { nodes, definition }: Failing,
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
