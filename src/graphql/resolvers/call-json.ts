import type { Call } from '../../domain/call.ts';
import type { CallJson, ConnectedSource } from '../../domain/call-source.ts';

/** Readers of the JSON that a call of this source holds; undefined if its API documents none of it. */
export const jsonOf = ({ source }: Call, sources: readonly ConnectedSource[]): CallJson | undefined =>
  sources.find(({ identity }) => identity.name === source)?.calls?.json;
