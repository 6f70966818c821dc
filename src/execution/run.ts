import { type GraphQLResolveInfo, getArgumentValues, isNonNullType, locatedError } from 'graphql';
import { type Errors, keysOf, type Path } from './path.ts';
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

export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof value === 'object' && value !== null && typeof Reflect.get(value, 'then') === 'function';

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

function runField(field: FieldPlan, run: Run, source: unknown, parent: Path | undefined): unknown {
  const path: Path = { prev: parent, key: field.key, typename: field.parentType.name };
  try {
    const value = resolve(field, run, source, path);
    const completed = isPromise(value)
      ? value.then(settled => field.complete(run, settled, path))
      : field.complete(run, value, path);
    return isPromise(completed) ? completed.catch(error => fail(field, run, path, error)) : completed;
  } catch (error) {
    return fail(field, run, path, error);
  }
}

function resolve(field: FieldPlan, run: Run, source: unknown, path: Path): unknown {
  const { name, resolve } = field.definition;
  if (resolve) return resolve(source, argumentsOf(field, run), run.context, infoOf(field, run, path));
  if (typeof source !== 'object' || source === null) return undefined;
  const value = (source as Readonly<Record<string, unknown>>)[name];
  if (typeof value !== 'function') return value;
  return value.call(source, argumentsOf(field, run), run.context, infoOf(field, run, path));
}

const noArguments = Object.freeze({});

const argumentsOf = ({ definition, nodes: [node] }: FieldPlan, { operation }: Run) =>
  definition.args.length === 0 || !node
    ? noArguments
    : getArgumentValues(definition, node, operation.variableValues);

export const infoOf = (
  { definition, nodes, parentType }: Pick<FieldPlan, 'definition' | 'nodes' | 'parentType'>,
  { operation }: Run,
  path: Path,
): GraphQLResolveInfo => ({
  schema: operation.schema,
  fragments: operation.fragments,
  rootValue: operation.rootValue,
  operation: operation.operation,
  variableValues: operation.variableValues,
  fieldName: definition.name,
  fieldNodes: nodes,
  returnType: definition.type,
  parentType,
  path,
});

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
