import { STATUS_CODES } from 'node:http';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function text(
  status: number,
  body: string,
  contentType: string,
  headers: Reply['headers'] = {},
): Reply {
  return { status, headers: { 'content-type': contentType, ...headers }, body };
}

export function json(value: unknown, status = 200, headers: Reply['headers'] = {}): Reply {
  return text(status, JSON.stringify(value), 'application/json', headers);
}

/** Error response in FastAPI's envelope. */
export function detail(
  status: number,
  content: unknown = STATUS_CODES[status],
  headers: Reply['headers'] = {},
): Reply {
  return json({ detail: content }, status, headers);
}

/** FastAPI's response to an uncaught exception, which is not JSON. */
export const crashed: Reply = text(500, 'Internal Server Error', 'text/plain; charset=utf-8');

/** Adds or removes the trailing slash of the path. */
export function otherSpelling(url: string): string {
  const [path = '', ...query] = url.split('?');
  const other = path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
  return [other, ...query].join('?');
}

export function redirectToOtherSpelling(origin: string, url: string): Reply {
  return { status: 307, headers: { location: origin + otherSpelling(url) }, body: '' };
}

const demonstrations: Readonly<Record<string, Reply>> = {
  '500': crashed,
  '503': detail(503),
  '429': detail(429, 'Rate limit exceeded', { 'retry-after': '7' }),
  html: text(200, '<!doctype html><title>Sign in</title>', 'text/html; charset=utf-8'),
  false: json({ success: false, error: 'The call could not be read' }),
};

/** Error responses for demos, which a client requests by the key of a call that no list contains. */
export const findDemonstration = (name: string | undefined): Reply | undefined =>
  name === undefined ? undefined : demonstrations[name];
