import { countItems, startSlice } from './answer-size.ts';
import type { Complete, CompletedField } from './complete-value.ts';
import { type ExecutionState, isPromise, rejectAfter } from './execute-fields.ts';
import type { Path } from './path.ts';

/**
 * Completes a list (spec 6.4.3) with `completeItem`, which handles the errors of an item. A list that outgrows its slice of
 * the answer goes on in the next turn of the event loop, so that other requests are served between.
 */
export function listCompleter(completeItem: Complete, field: CompletedField): Complete {
  /** Completes items until the slice is full, at least one. */
  function completeSlice(state: ExecutionState, list: List, path: Path): void {
    const { values, items } = list;
    while (items.length < values.length) {
      const at = items.length;
      const completed = completeItem(state, values[at], { prev: path, key: at, typename: undefined });
      list.isPending ||= isPromise(completed);
      items.push(completed);
      if (state.size.bytes > state.size.sliceEnd) return;
    }
  }

  async function completeInSlices(state: ExecutionState, list: List, path: Path): Promise<unknown> {
    let from = 0;
    ignoreRejections(list.values, list.items.length);
    try {
      while (list.items.length < list.values.length) {
        if (list.isPending) ignoreRejections(list.items, from);
        from = list.items.length;
        await startSlice(state.size);
        completeSlice(state, list, path);
      }
    } catch (error) {
      return rejectAfter(list.items, error);
    }
    return resultOf(list);
  }

  return (state, value, path) => {
    if (typeof value !== 'object' || value === null || !(Symbol.iterator in value)) throw notAList(field);
    const values = Array.isArray(value) ? value : [...(value as Iterable<unknown>)];
    const list: List = { values, items: [], isPending: false };
    try {
      countItems(state.size, values.length);
      completeSlice(state, list, path);
    } catch (error) {
      if (list.isPending) return rejectAfter(list.items, error);
      throw error;
    }
    return list.items.length < values.length ? completeInSlices(state, list, path) : resultOf(list);
  };
}

interface List {
  readonly values: readonly unknown[];
  /** The completed items, or promises of them. */
  readonly items: unknown[];
  isPending: boolean;
}

const resultOf = ({ items, isPending }: List): unknown => (isPending ? Promise.all(items) : items);

/** Handles rejections that come while their list waits for a turn; the list meets them again in the end. */
function ignoreRejections(items: readonly unknown[], from: number): void {
  for (let at = from; at < items.length; at += 1) {
    const item = items[at];
    if (isPromise(item)) item.catch(() => {});
  }
}

const notAList = ({ parentType, definition }: CompletedField): Error =>
  new Error(`Expected Iterable, but did not find one for field "${parentType.name}.${definition.name}".`);
