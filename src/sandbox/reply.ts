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

/** FastAPI's error envelope. */
export function detail(
  status: number,
  sentence: unknown = STATUS_CODES[status],
  headers: Reply['headers'] = {},
): Reply {
  return json({ detail: sentence }, status, headers);
}

/** What FastAPI answers when its own code throws: not JSON. */
export const crashed: Reply = text(500, 'Internal Server Error', 'text/plain; charset=utf-8');

/** The same path with a slash at its end, or without it. */
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

/** The faults that a demo can ask for by the key of a call that is in no list. */
export const findDemonstration = (word: string | undefined): Reply | undefined =>
  word === undefined ? undefined : demonstrations[word];
