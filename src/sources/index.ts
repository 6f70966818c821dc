import type { SourceName } from '../domain/source-name.ts';
import { burki } from './burki/index.ts';
import { butter } from './butter/index.ts';
import type { SourceDefinition } from './definition.ts';

/** Every source, in the order in which ties of the merged list are settled. */
export const sourceDefinitions: readonly SourceDefinition[] = [butter, burki];

/** Maps each definition to a value, by the name of its source. */
export const bySource = <T>(map: (definition: SourceDefinition) => T): Readonly<Record<SourceName, T>> =>
  Object.fromEntries(
    sourceDefinitions.map(definition => [definition.identity.name, map(definition)]),
  ) as Record<SourceName, T>;

/** The rates that the sandboxes of some sources bring. */
export const inventedRatesOf = (
  isIncluded: (name: SourceName) => boolean,
): Readonly<Record<string, string>> =>
  Object.assign(
    {},
    ...sourceDefinitions
      .filter(({ identity }) => isIncluded(identity.name))
      .map(({ inventedRates }) => inventedRates),
  );
