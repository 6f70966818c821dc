import { createHash } from 'node:crypto';
import type { Plugin } from 'graphql-yoga';
import { type GraphPathOptions, rawPathOf } from '../graph-path.ts';

export interface LandingPageOptions extends GraphPathOptions {
  /** Whether GraphiQL is served at the path of the graph. */
  readonly graphiql: boolean;
}

const style = `
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }
`;

/** The page has no script and loads nothing; the hash admits its own style alone. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const title = 'Switchboard';
const what = 'The phone calls of Butter AI and Burki as one GraphQL graph.';
const docs = 'README.md and the folder docs of the package explain all settings.';

const graphAt = (path: string): string => `The graph is at ${path}, by POST with JSON or by GET.`;
const graphiqlAt = (path: string): string => `GraphiQL, to explore the graph, is at ${path} in a browser.`;
const noGraphiqlAt = (path: string): string =>
  `GraphiQL, to explore the graph, is off: the settings GRAPHIQL=on and INTROSPECTION=on serve it at ${path}, or the ` +
  'options graphiql and introspection of a program that embeds the gateway. The command serves it without them as long as ' +
  'no source is real.';

/** Answers `/` with the address of the graph and of GraphiQL: HTML for browsers, text for other clients. */
export function useLandingPage({ graphiql, path }: LandingPageOptions): Plugin {
  const linesWith = (place: string) => [
    what,
    graphAt(path),
    graphiql ? graphiqlAt(place) : noGraphiqlAt(path),
    docs,
  ];
  const text = `${[title, ...linesWith(path)].join('\n')}\n`;
  const page = pageOf(linesWith(linkTo(path)));
  return {
    onRequest({ request, url, serverContext, endResponse, fetchAPI }) {
      if (request.method !== 'GET' || rawPathOf(url, serverContext) !== '/') return;
      const html = request.headers.get('accept')?.includes('text/html');
      const headers = {
        'content-type': `text/${html ? 'html' : 'plain'}; charset=utf-8`,
        'content-security-policy': policy,
      };
      endResponse(new fetchAPI.Response(html ? page : text, { headers }));
    },
  };
}

/** The lines have no characters that HTML would have to escape, because a path of the graph has none. */
const pageOf = (lines: readonly string[]): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<h1>${title}</h1>
${lines.map(line => `<p>${line}</p>`).join('\n')}
</html>
`;

/** The link is relative, because a proxy may serve the gateway under a path of its own. */
const linkTo = (path: string): string => `<a href="${path.slice(1)}">${path}</a>`;
