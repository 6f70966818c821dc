import type { PromiseOrValue } from '../../async/promise-or-value.ts';
import { SwitchboardError } from '../../domain/errors.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { FoundNode } from './models.ts';

/**
 * Looks up each key, in order. Of the keys of a source that is not configured only the first fails, and the others are
 * null, because one error says as much as a hundred.
 */
export function lookUpEach<Key>(
  keys: readonly Key[],
  lookUp: (key: Key) => PromiseOrValue<FoundNode>,
): Promise<FoundNode>[] {
  const reported = new Set<SourceName>();
  return keys.map(async key => {
    try {
      return await lookUp(key);
    } catch (failure) {
      const source = unconfiguredSource(failure);
      if (source !== null && reported.has(source)) return null;
      if (source !== null) reported.add(source);
      throw failure;
    }
  });
}

function unconfiguredSource(failure: unknown): SourceName | null {
  if (!(failure instanceof SwitchboardError) || failure.code !== 'SOURCE_NOT_CONFIGURED') return null;
  return failure.details.source ?? null;
}
