import { createCallIndex } from '../call-index/index.ts';
import type { CallIndex } from '../domain/call-index.ts';
import type { ConnectedSource } from '../domain/call-source.ts';
import type { IndexOperations } from '../domain/index-operations.ts';
import type { IndexSettings } from '../domain/index-settings.ts';
import type { GatewayObserver } from '../observability/observer.ts';

export interface IndexOptions {
  /** Index of all calls; null, the default, for none. */
  readonly index?: IndexSettings | null;
  /** Creates an index in place of that. */
  readonly createIndex?: CreateIndex | undefined;
}

export type CreateIndex = (
  sources: readonly ConnectedSource[],
  onNotice: GatewayObserver['index'],
) => CallIndex & { readonly operations?: IndexOperations; close?(): Promise<void> };

/** Opens the index of the calls of connected sources; null without one. */
export function openIndex(
  { index, createIndex }: IndexOptions,
  sources: readonly ConnectedSource[],
  onNotice: GatewayObserver['index'],
): ReturnType<CreateIndex> | null {
  if (createIndex) return createIndex(sources, onNotice);
  return index ? createCallIndex({ ...index, sources, onNotice }) : null;
}
