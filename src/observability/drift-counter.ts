import type { SourceName } from '../domain/source-name.ts';

/** Counts contract drift: values of each source that violate its contract, since the gateway started. */
export function createDriftCounter() {
  const counts = new Map<SourceName, number>();
  const of = (source: SourceName): number => counts.get(source) ?? 0;
  return { of, add: (source: SourceName): void => void counts.set(source, of(source) + 1) };
}
