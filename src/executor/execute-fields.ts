import { type GraphQLResolveInfo, isNonNullType, locatedError } from 'graphql';
import { addPath, type Errors, type Path, pathToArray } from './path.ts';
import type { FieldPlan, SelectionPlan } from './selection-plan.ts';

/** What one run of an operation goes by. */
export interface ExecutionState {
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
export function executeFields(
  { fields, isPlain }: SelectionPlan,
  state: ExecutionState,
  source: unknown,
  path: Path | undefined,
): unknown {
  const answer: Record<string, unknown> = isPlain ? {} : Object.create(null);
  let pending: Promise<unknown>[] | null = null;
  try {
    for (const field of fields) {
      const value = executeField(field, state, source, path);
      answer[field.key] = value;
      if (isPromise(value)) {
        pending ??= [];
        pending.push(assign(value, answer, field.key));
      }
    }
  } catch (error) {
    if (pending) return rejectAfter(pending, error);
    throw error;
  }
  return pending ? whenAll(pending, answer) : answer;
}

const assign = (value: Promise<unknown>, answer: Record<string, unknown>, key: string): Promise<unknown> =>
  value.then(settled => {
    answer[key] = settled;
  });

const whenAll = <T>(pending: readonly Promise<unknown>[], answer: T): Promise<T> =>
  Promise.all(pending).then(() => answer);

/** Listens to the others too, because what of them fails later would else be heard by nobody. */
export const rejectAfter = (pending: readonly unknown[], error: unknown): Promise<never> =>
  Promise.all(pending).finally(() => Promise.reject(error)) as Promise<never>;

const executeField = (
  field: FieldPlan,
  state: ExecutionState,
  source: unknown,
  parent: Path | undefined,
): unknown =>
  field.isLeaf
    ? executeLeafField(field, state, source, parent)
    : executeObjectField(field, state, source, parent);

function executeObjectField(
  field: FieldPlan,
  state: ExecutionState,
  source: unknown,
  parent: Path | undefined,
): unknown {
  const path = addPath(field, parent);
  try {
    const value = field.resolve(state, source, parent, path);
    return isPromise(value)
      ? completedLater(field, state, value, path)
      : completed(field, state, value, path);
  } catch (error) {
    return handleFieldError(field, state, path, error);
  }
}

const completedLater = (
  field: FieldPlan,
  state: ExecutionState,
  value: Promise<unknown>,
  path: Path,
): Promise<unknown> =>
  value.then(
    settled => completed(field, state, settled, path),
    error => handleFieldError(field, state, path, error),
  );

function completed(field: FieldPlan, state: ExecutionState, value: unknown, path: Path): unknown {
  try {
    const result = field.complete(state, value, path);
    return isPromise(result) ? catchFieldError(result, field, state, path) : result;
  } catch (error) {
    return handleFieldError(field, state, path, error);
  }
}

/** What a promise gives; where it fails, what is made of that. */
export const catchFieldError = (
  result: Promise<unknown>,
  field: Failing,
  state: ExecutionState,
  path: Path,
  type = field.definition.type,
): Promise<unknown> => result.catch(error => handleFieldError(field, state, path, error, type));

/** Its place is made only where it fails: most of an answer is leaves. */
function executeLeafField(
  field: FieldPlan,
  state: ExecutionState,
  source: unknown,
  parent: Path | undefined,
): unknown {
  try {
    const value = field.resolve(state, source, parent);
    return isPromise(value) ? leafLater(field, state, value, parent) : field.complete(state, value, nowhere);
  } catch (error) {
    return handleFieldError(field, state, addPath(field, parent), error);
  }
}

const leafLater = (
  field: FieldPlan,
  state: ExecutionState,
  value: Promise<unknown>,
  parent: Path | undefined,
): Promise<unknown> =>
  value
    .then(settled => field.complete(state, settled, nowhere))
    .catch(error => handleFieldError(field, state, addPath(field, parent), error));

const nowhere: Path = { prev: undefined, key: '', typename: undefined };

type Failing = Pick<FieldPlan, 'nodes' | 'definition'>;

/** Null with an error told, or an error thrown further up where there must be something. */
export function handleFieldError(
  { nodes, definition }: Failing,
  { errors }: ExecutionState,
  path: Path,
  cause: unknown,
  type = definition.type,
): null {
  const error = locatedError(cause, nodes, pathToArray(path));
  if (isNonNullType(type)) throw error;
  errors.add(error, path);
  return null;
}
