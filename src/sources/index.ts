import { burki } from './burki/index.ts';
import { butter } from './butter/index.ts';
import type { SourceDefinition } from './definition.ts';

/** Every source we unify. Burki stands last, because it owns every sid that no other claims. */
export const sourceDefinitions: readonly SourceDefinition[] = [butter, burki];
