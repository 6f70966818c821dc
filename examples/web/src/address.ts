import { type MouseEvent, useMemo, useSyncExternalStore } from 'react';

/** The opened call and the filter of the list stand in the address, so that "back", reload and links work. */
export type Change = Readonly<Record<string, string | null>>;

function subscribe(onChange: () => void): () => void {
  addEventListener('popstate', onChange);
  return () => removeEventListener('popstate', onChange);
}

export function useAddress(): URLSearchParams {
  const search = useSyncExternalStore(subscribe, () => location.search);
  return useMemo(() => new URLSearchParams(search), [search]);
}

/** The address after a change; null takes a parameter out. */
function addressAfter(change: Change): string {
  const params = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change))
    if (value === null || value === '') params.delete(name);
    else params.set(name, value);
  const search = params.toString();
  return search === '' ? location.pathname : `?${search}`;
}

export function go(change: Change, how: 'push' | 'replace' = 'push'): void {
  const address = addressAfter(change);
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  dispatchEvent(new PopStateEvent('popstate'));
}

/** The properties of a link that changes the address without loading the page anew. */
export const linkTo = (change: Change) => ({
  href: addressAfter(change),
  onClick(event: MouseEvent) {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(change);
  },
});
