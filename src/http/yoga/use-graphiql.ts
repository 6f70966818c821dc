import type { Plugin } from 'graphql-yoga';
import { graphPath, rawPathOf } from '../graph-path.ts';
import { exampleTabs } from './graphiql-examples.ts';

/** The page contains all it needs, so it may load nothing and connect to this gateway only. */
const policy = [
  "default-src 'none'",
  "script-src 'unsafe-inline' blob:",
  "style-src 'unsafe-inline'",
  'worker-src blob:',
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export interface GraphiqlOptions {
  /** Whether GraphiQL sends `x-switchboard-explain` with each request. */
  readonly explain: boolean;
}

/** Serves GraphiQL to browsers. The page is rendered once, because it has megabytes and never changes. */
export function useGraphiql({ explain }: GraphiqlOptions): Plugin {
  let rendered: Promise<Uint8Array<ArrayBuffer>> | null = null;
  return {
    async onRequest({ request, url, serverContext, endResponse, fetchAPI }) {
      if (request.method !== 'GET' || !request.headers.get('accept')?.includes('text/html')) return;
      if (rawPathOf(url, serverContext) !== graphPath) return;
      rendered ??= render(explain);
      const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
      endResponse(new fetchAPI.Response(await rendered, { headers }));
    },
  };
}

/** Imports the page on first use. The page built into Yoga is not used, because it loads from a CDN. */
async function render(explain: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const page = renderGraphiQL({
    title: 'Switchboard',
    defaultTabs: exampleTabs,
    ...(explain && { additionalHeaders: { 'x-switchboard-explain': '1' } }),
  });
  return new TextEncoder().encode(page.replace('</head>', `${steadyTabs}</head>`));
}

/** Keeps GraphiQL from moving a tab while the mouse button is down, because the tab would lose the click. */
const steadyTabs = '<style>.graphiql-tab { transform: none !important }</style>';
