/** Keeps GraphiQL from moving a tab while the mouse button is down, because the tab would lose the click. */
const steadyTabs = '<style>.graphiql-tab { transform: none !important }</style>';

/**
 * Fetches the schema again once a key is entered, because without a key the schema is refused, and GraphiQL fetches it
 * at the start only. The key of one tab serves the others too, because GraphiQL keeps headers by tab. The key stays in
 * the memory of the page.
 */
const keyEntry = `<script>
(() => {
  const send = window.fetch;
  const names = ['authorization', 'x-api-key'];
  let schemaIsMissing = false;
  let key = null;
  const refetch = () => document.querySelector('[aria-label^="Re-fetch GraphQL schema"]')?.click();
  window.fetch = async (url, init) => {
    const headers = new Headers(init?.headers);
    const name = names.find(each => headers.has(each));
    if (!name && key) headers.set(...key);
    const response = await send(url, { ...init, headers });
    if (response.status !== 401 && name) key = [name, headers.get(name)];
    if (String(init?.body).includes('__schema')) schemaIsMissing = response.status === 401;
    else if (schemaIsMissing && response.ok) refetch();
    return response;
  };
  addEventListener('focusout', ({ target }) => {
    if (schemaIsMissing && target.closest('[aria-label="Headers"]')) refetch();
  });
})();
</script>`;

/**
 * Opens GraphiQL on the tab that was open before. It looks for a tab with the query that was last edited, and adds an
 * empty one if nothing was ever edited.
 */
const openTab = `<script>
(() => {
  const { tabs, activeTabIndex } = JSON.parse(localStorage.getItem('graphiql:tabState')) ?? {};
  for (const name of ['query', 'variables', 'headers']) {
    const value = tabs?.[activeTabIndex]?.[name];
    if (value) localStorage.setItem('graphiql:' + name, value);
    else localStorage.removeItem('graphiql:' + name);
  }
})();
</script>`;

/** Elements that the gateway adds to the head of GraphiQL's page. */
export const graphiqlHead = steadyTabs + openTab + keyEntry;
