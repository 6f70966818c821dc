import { type GraphQLResolveInfo, isNonNullType } from 'graphql';
import { type AnswerSize, countBytes } from './answer-size.ts';
import { locateError } from './locate-error.ts';
import { addPath, type Errors, type Path, pathToArray } from './path.ts';
import type { FieldPlan, SelectionPlan } from './selection-plan.ts';

export interface ExecutionState {
  readonly context: unknown;
  /** Parts of `info` that do not depend on the field. */
  readonly operation: Pick<
    GraphQLResolveInfo,
    'schema' | 'fragments' | 'rootValue' | 'operation' | 'variableValues'
  >;
  readonly errors: Errors;
  readonly size: AnswerSize;
}

/**
 * Recognizes native promises only, because resolvers return no other thenables, and a check for `then` takes longer.
 */
export const isPromise = (value: unknown): value is Promise<unknown> => value instanceof Promise;

/**
 * Executes a selection set (spec 6.3); returns a promise only if one of its fields does. Code for promises stands in
 * separate functions (@v8 7).
 */
export function executeFields(
  { fields, isPlain, bytes }: SelectionPlan,
  state: ExecutionState,
  source: unknown,
  path: Path | undefined,
): unknown {
  countBytes(state.size, bytes);
  const result: Record<string, unknown> = isPlain ? {} : Object.create(null);
  let pending: Promise<unknown>[] | null = null;
  try {
    for (const field of fields) {
      const value = executeField(field, state, source, path);
      result[field.key] = value;
      if (value instanceof Promise) {
        pending ??= [];
        pending.push(assign(value, result, field.key));
      }
    }
  } catch (error) {
    if (pending) return rejectAfter(pending, error);
    throw error;
  }
  return pending ? whenAll(pending, result) : result;
}

const assign = (value: Promise<unknown>, result: Record<string, unknown>, key: string): Promise<unknown> =>
  value.then(settled => {
    result[key] = settled;
  });

const whenAll = <T>(pending: readonly Promise<unknown>[], result: T): Promise<T> =>
  Promise.all(pending).then(() => result);

/** Rejects with an error, and handles the pending promises, whose later rejections would else be unhandled. */
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
    return value instanceof Promise
      ? completeLater(field, state, value, path)
      : completeField(field, state, value, path);
  } catch (error) {
    return handleFieldError(field, state, path, error);
  }
}

const completeLater = (
  field: FieldPlan,
  state: ExecutionState,
  value: Promise<unknown>,
  path: Path,
): Promise<unknown> =>
  value.then(
    settled => completeField(field, state, settled, path),
    error => handleFieldError(field, state, path, error),
  );

function completeField(field: FieldPlan, state: ExecutionState, value: unknown, path: Path): unknown {
  try {
    const result = field.complete(state, value, path);
    return result instanceof Promise ? catchFieldError(result, field, state, path) : result;
  } catch (error) {
    return handleFieldError(field, state, path, error);
  }
}

export const catchFieldError = (
  result: Promise<unknown>,
  field: Failing,
  state: ExecutionState,
  path: Path,
  type = field.definition.type,
): Promise<unknown> => result.catch(error => handleFieldError(field, state, path, error, type));

/** Builds the path only on failure, because most fields of a response are leaves. */
function executeLeafField(
  field: FieldPlan,
  state: ExecutionState,
  source: unknown,
  parent: Path | undefined,
): unknown {
  try {
    const value = field.resolve(state, source, parent);
    return value instanceof Promise
      ? completeLeafLater(field, state, value, parent)
      : field.complete(state, value, noPath);
  } catch (error) {
    return handleFieldError(field, state, addPath(field, parent), error);
  }
}

const completeLeafLater = (
  field: FieldPlan,
  state: ExecutionState,
  value: Promise<unknown>,
  parent: Path | undefined,
): Promise<unknown> =>
  value
    .then(settled => field.complete(state, settled, noPath))
    .catch(error => handleFieldError(field, state, addPath(field, parent), error));

const noPath: Path = { prev: undefined, key: '', typename: undefined };

type Failing = Pick<FieldPlan, 'nodes' | 'definition'>;

/**
 * Handles a field error (spec 6.4.4): records it and returns null, or rethrows it if the type is non-null. An answer that
 * is too large fails as a whole.
 */
export function handleFieldError(
  { nodes, definition }: Failing,
  { errors, size }: ExecutionState,
  path: Path,
  cause: unknown,
  type = definition.type,
): null {
  const error = locateError(cause, nodes, pathToArray(path));
  if (isNonNullType(type) || size.excess) throw error;
  errors.add(error, path);
  return null;
}
