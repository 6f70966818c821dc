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
import { countLeaf } from './answer-size.ts';
import { listCompleter } from './complete-list.ts';
import {
  catchFieldError,
  type ExecutionState,
  executeFields,
  handleFieldError,
  isPromise,
} from './execute-fields.ts';
import type { Path } from './path.ts';
import { buildResolveInfo } from './resolve-field.ts';
import type { FieldPlan, SelectionPlan } from './selection-plan.ts';

/** Completes a value (spec 6.4.3), or returns a promise; throws a field error. */
export type Complete = (state: ExecutionState, value: unknown, path: Path) => unknown;

export interface CompletedField extends Omit<FieldPlan, 'resolve' | 'complete'> {
  readonly schema: GraphQLSchema;
  /** Plan of the subselection, for the object type of a value. */
  selectionOf(type: GraphQLObjectType): SelectionPlan;
}

export function compileCompleter(type: GraphQLOutputType, field: CompletedField): Complete {
  if (isNonNullType(type)) return nonNull(compileCompleter(type.ofType, field), field);
  if (isListType(type)) return nullable(listOf(type.ofType, field));
  if (isLeafType(type)) return leaf(type);
  if (isObjectType(type)) return nullable(objectOf(type, field));
  return nullable(abstractOf(type, field));
}

const nullable =
  (complete: Complete): Complete =>
  (state, value, path) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return complete(state, value, path);
  };

function nonNull(complete: Complete, { parentType, definition }: CompletedField): Complete {
  return (state, value, path) => {
    const completed = complete(state, value, path);
    if (completed !== null) return completed;
    throw new Error(`Cannot return null for non-nullable field ${parentType.name}.${definition.name}.`);
  };
}

function leaf(type: GraphQLLeafType): Complete {
  return ({ size }, value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    const serialized = type.serialize(value);
    if (serialized !== null && serialized !== undefined) {
      countLeaf(size, serialized);
      return serialized;
    }
    throw new Error(`A value of ${type.name} was made nothing by its serialize.`);
  };
}

function listOf(type: GraphQLOutputType, field: CompletedField): Complete {
  const complete = compileCompleter(type, field);

  const completeLater = (state: ExecutionState, item: Promise<unknown>, path: Path): Promise<unknown> =>
    item.then(settled => complete(state, settled, path));

  function completeItem(state: ExecutionState, item: unknown, path: Path): unknown {
    try {
      const completed = isPromise(item) ? completeLater(state, item, path) : complete(state, item, path);
      return isPromise(completed) ? catchFieldError(completed, field, state, path, type) : completed;
    } catch (error) {
      return handleFieldError(field, state, path, error, type);
    }
  }

  return listCompleter(completeItem, field);
}

const objectOf =
  (type: GraphQLObjectType, { selectionOf }: CompletedField): Complete =>
  (state, value, path) =>
    executeFields(selectionOf(type), state, value, path);

function abstractOf(type: GraphQLAbstractType, field: CompletedField): Complete {
  function completeAs(name: unknown, state: ExecutionState, value: unknown, path: Path): unknown {
    const named = typeof name === 'string' ? field.schema.getType(name) : undefined;
    if (!isObjectType(named) || !field.schema.isSubType(type, named))
      throw new Error(`A value of ${type.name} is none of its types.`);
    return executeFields(field.selectionOf(named), state, value, path);
  }

  const completeLater = (
    name: Promise<unknown>,
    state: ExecutionState,
    value: unknown,
    path: Path,
  ): Promise<unknown> => name.then(settled => completeAs(settled, state, value, path));

  return (state, value, path) => {
    const name = type.resolveType?.(value, state.context, buildResolveInfo(field, state, path), type);
    return isPromise(name) ? completeLater(name, state, value, path) : completeAs(name, state, value, path);
  };
}
