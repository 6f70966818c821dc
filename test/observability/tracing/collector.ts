import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** A span as OTLP/HTTP carries it in JSON. */
export interface ExportedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code?: number };
}

/** A stand-in for a collector that receives OTLP/HTTP. */
export interface Collector {
  readonly url: string;
  /** Bodies as they came. */
  readonly bodies: readonly string[];
  /** Headers of each of them. */
  readonly headers: readonly IncomingHttpHeaders[];
  spans(): ExportedSpan[];
  /** Attributes of the resource of the last body. */
  resource(): Readonly<Record<string, unknown>>;
  /** Answers from now on in another way. */
  answer(respond: (response: ServerResponse) => void): void;
}

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const plain = ({ value }: KeyValue): unknown => {
  const [[kind, content] = ['', undefined]] = Object.entries(value);
  if (kind === 'intValue') return Number(content);
  if (kind !== 'arrayValue') return content;
  return (content as { values: KeyValue['value'][] }).values.map(each => plain({ key: '', value: each }));
};

const attributesOf = (pairs: readonly KeyValue[] = []) =>
  Object.fromEntries(pairs.map(pair => [pair.key, plain(pair)]));

// biome-ignore lint/suspicious/noExplicitAny: the JSON of OTLP has no types here.
const readSpan = (span: any): ExportedSpan => ({
  ...span,
  attributes: attributesOf(span.attributes),
  // biome-ignore lint/suspicious/noExplicitAny: the JSON of OTLP has no types here.
  events: (span.events ?? []).map((event: any) => ({ ...event, attributes: attributesOf(event.attributes) })),
  links: span.links ?? [],
});

export async function startCollector(): Promise<Collector> {
  const bodies: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  let respond: (response: ServerResponse) => void = response => {
    response.setHeader('content-type', 'application/json').end('{}');
  };
  const server = createServer(async (request: IncomingMessage, response) => {
    bodies.push(await text(request));
    headers.push(request.headers);
    respond(response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const resourceSpans = () => bodies.flatMap(body => JSON.parse(body).resourceSpans);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    headers,
    spans: () =>
      resourceSpans().flatMap(({ scopeSpans }) =>
        scopeSpans.flatMap(({ spans }: { spans: unknown[] }) => spans.map(readSpan)),
      ),
    resource: () => attributesOf(resourceSpans().at(-1)?.resource.attributes),
    answer(next) {
      respond = next;
    },
  };
}
