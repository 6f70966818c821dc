import type { Plugin } from 'graphql-yoga';
import { exampleTabs } from './graphiql-examples.ts';

/** Everything the page needs is written into it: it may load nothing, and talk to this gateway only. */
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
  /** Whether it asks what each answer cost. */
  readonly explain: boolean;
}

/** Serves GraphiQL to browsers. Rendered once, because the page weighs megabytes and is the same for everyone. */
export function useGraphiql({ explain }: GraphiqlOptions): Plugin {
  let rendered: Promise<Uint8Array<ArrayBuffer>> | null = null;
  return {
    async onRequest({ request, url, endResponse, fetchAPI }) {
      if (request.method !== 'GET' || !request.headers.get('accept')?.includes('text/html')) return;
      if (!/\/graphql\/?$/.test(url.pathname)) return;
      rendered ??= render(explain);
      const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
      endResponse(new fetchAPI.Response(await rendered, { headers }));
    },
  };
}

/** Loaded when first asked for; Yoga's own page needs a CDN. */
async function render(explain: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const page = renderGraphiQL({
    title: 'Switchboard',
    defaultTabs: exampleTabs,
    ...(explain && { additionalHeaders: { 'x-switchboard-explain': '1' } }),
  });
  return new TextEncoder().encode(page.replace('</head>', `${steadyTabs}</head>`));
}

/** Because GraphiQL slides a tab aside while it is pressed, and so loses the first click on it. */
const steadyTabs = '<style>.graphiql-tab { transform: none !important }</style>';
