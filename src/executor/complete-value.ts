import {
  type GraphQLAbstractType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { fail, failAfter, isPromise, orFail, type Run, runSelection } from './execute-fields.ts';
import type { Path } from './path.ts';
import { infoOf } from './resolve-field.ts';
import type { FieldPlan, SelectionPlan } from './selection-plan.ts';

/** Makes of a value what stands in the answer, or a promise of that; throws where it cannot. */
export type Complete = (run: Run, value: unknown, path: Path) => unknown;

export interface CompletedField extends Omit<FieldPlan, 'resolve' | 'complete'> {
  readonly schema: GraphQLSchema;
  /** What is selected below it, on a type that its value turned out to be. */
  selectionOf(type: GraphQLObjectType): SelectionPlan;
}

export function completerOf(type: GraphQLOutputType, field: CompletedField): Complete {
  if (isNonNullType(type)) return present(completerOf(type.ofType, field), field);
  if (isListType(type)) return nullable(listOf(type.ofType, field));
  if (isLeafType(type)) return leaf(type);
  if (isObjectType(type)) return nullable(objectOf(type, field));
  return nullable(abstractOf(type, field));
}

const nullable =
  (complete: Complete): Complete =>
  (run, value, path) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return complete(run, value, path);
  };

function present(complete: Complete, { parentType, definition }: CompletedField): Complete {
  return (run, value, path) => {
    const completed = complete(run, value, path);
    if (completed !== null) return completed;
    throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
  };
}

function leaf(type: GraphQLLeafType): Complete {
  return (_, value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    const serialized = type.serialize(value);
    if (serialized !== null && serialized !== undefined) return serialized;
    throw new Error(`A value of ${type.name} was made nothing by its serialize.`);
  };
}

function listOf(type: GraphQLOutputType, field: CompletedField): Complete {
  const complete = completerOf(type, field);

  const completeLater = (run: Run, item: Promise<unknown>, path: Path): Promise<unknown> =>
    item.then(settled => complete(run, settled, path));

  function completeItem(run: Run, item: unknown, path: Path): unknown {
    try {
      const completed = isPromise(item) ? completeLater(run, item, path) : complete(run, item, path);
      return isPromise(completed) ? orFail(completed, field, run, path, type) : completed;
    } catch (error) {
      return fail(field, run, path, error, type);
    }
  }

  return (run, value, path) => {
    if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) throw notAList(field);
    const items: unknown[] = [];
    let waits = false;
    try {
      for (const item of value as Iterable<unknown>) {
        const completed = completeItem(run, item, { prev: path, key: items.length, typename: undefined });
        waits ||= isPromise(completed);
        items.push(completed);
      }
    } catch (error) {
      if (waits) return failAfter(items, error);
      throw error;
    }
    return waits ? Promise.all(items) : items;
  };
}

const notAList = ({ parentType, definition }: CompletedField): Error =>
  new Error(`Expected Iterable, but did not find one for field "${parentType.name}.${definition.name}".`);

const objectOf =
  (type: GraphQLObjectType, { selectionOf }: CompletedField): Complete =>
  (run, value, path) =>
    runSelection(selectionOf(type), run, value, path);

function abstractOf(type: GraphQLAbstractType, field: CompletedField): Complete {
  function completeAs(name: unknown, run: Run, value: unknown, path: Path): unknown {
    const named = typeof name === 'string' ? field.schema.getType(name) : undefined;
    if (!isObjectType(named) || !field.schema.isSubType(type, named))
      throw new Error(`A value of ${type.name} is none of its types.`);
    return runSelection(field.selectionOf(named), run, value, path);
  }

  const completeLater = (name: Promise<unknown>, run: Run, value: unknown, path: Path): Promise<unknown> =>
    name.then(settled => completeAs(settled, run, value, path));

  return (run, value, path) => {
    const name = type.resolveType?.(value, run.context, infoOf(field, run, path), type);
    return isPromise(name) ? completeLater(name, run, value, path) : completeAs(name, run, value, path);
  };
}
