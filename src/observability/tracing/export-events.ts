import type { TraceExportEvent } from '../observer.ts';

type Listener = (event: TraceExportEvent) => void;

const listeners = new Set<Listener>();

/** Tells the gateways of this process how the export of spans goes, which has one queue for all of them. */
export function tellExportEvent(event: TraceExportEvent): void {
  for (const listener of listeners) listener(event);
}

/** Listens until the returned function is called. */
export function onExportEvent(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
