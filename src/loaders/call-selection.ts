import { type CallFilter, matchesNone, textOfFilter } from '../domain/call-filter.ts';
import type { ConnectedSource, SourceAdapter } from '../domain/call-source.ts';

/** A validated filter, and the sources that may have matching calls. */
export interface CallSelection {
  /** The canonical filter as text. */
  readonly key: string;
  readonly filter: CallFilter;
  readonly sources: readonly ListableSource[];
}

export type ListableSource = ConnectedSource & { readonly calls: SourceAdapter };

export const selectionOf = (filter: CallFilter, sources: readonly ConnectedSource[]): CallSelection => ({
  key: textOfFilter(filter),
  filter,
  sources: sources.filter(source => mayMatch(source, filter)),
});

const mayMatch = (source: ConnectedSource, filter: CallFilter): source is ListableSource =>
  source.calls !== null &&
  !matchesNone(filter) &&
  (filter.sources?.includes(source.identity.name) ?? true) &&
  !source.calls.excludes(filter);
