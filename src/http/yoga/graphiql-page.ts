import { createHash } from 'node:crypto';
import { type CompressionLevels, type ContentEncoding, compress } from '../compression.ts';
import { exampleTabsOn } from './graphiql-examples.ts';
import { graphiqlHead } from './graphiql-head.ts';

export interface GraphiqlPage {
  readonly body: Uint8Array<ArrayBuffer>;
  /** Strong entity tag, which differs by encoding (RFC 9110, section 8.8.3). */
  readonly etag: string;
}

/** A fifth of the page remains after some 0.2 s of CPU time; higher levels take seconds for a few percent. */
const levels: CompressionLevels = { br: 5, gzip: 6 };

export interface GraphiqlPageOptions {
  /** Whether GraphiQL sends `x-switchboard-explain` with each request. */
  readonly explain: boolean;
  readonly now: () => number;
}

/**
 * Renders the page at the first request of a day in each encoding, because an example has yesterday's date. It keeps that
 * form alone, because the page has megabytes.
 */
export function createGraphiqlPage({ explain, now }: GraphiqlPageOptions) {
  const pages = new Map<ContentEncoding | null, Promise<GraphiqlPage>>();
  let renderedOn = '';

  return (encoding: ContentEncoding | null): Promise<GraphiqlPage> => {
    const today = new Date(now()).toISOString().slice(0, 10);
    if (today !== renderedOn) pages.clear();
    renderedOn = today;
    const known = pages.get(encoding);
    if (known) return known;
    const page = render(explain, today).then(bytes => encoded(bytes, encoding));
    pages.set(encoding, page);
    // The next request tries again.
    page.catch(() => pages.delete(encoding));
    return page;
  };
}

async function encoded(
  page: Uint8Array<ArrayBuffer>,
  encoding: ContentEncoding | null,
): Promise<GraphiqlPage> {
  const hash = createHash('sha256').update(page).digest('base64url');
  return {
    body: encoding ? await compress(page, encoding, levels) : page,
    etag: encoding ? `"${hash}-${encoding}"` : `"${hash}"`,
  };
}

/** Imports the page on first use. The page built into Yoga is not used, because it loads from a CDN. */
async function render(explain: boolean, today: string): Promise<Uint8Array<ArrayBuffer>> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  const page = renderGraphiQL({
    title: 'Switchboard',
    defaultTabs: exampleTabsOn(today),
    schemaDescription: true,
    // A POST makes a browser drop the page that it holds of the same URL (RFC 9111, section 4.4).
    endpoint: '?graphiql',
    ...(explain && { additionalHeaders: { 'x-switchboard-explain': '1' } }),
  });
  return new TextEncoder().encode(page.replace('</head>', `${graphiqlHead}</head>`));
}
