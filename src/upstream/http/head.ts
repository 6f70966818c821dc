import { errors } from 'undici';

/** What of a response's head is of use here. */
export interface Head {
  readonly status: number;
  /** Bytes of its body; null where its framing says when it ends. */
  length: number | null;
  isChunked: boolean;
  /** Whether the connection ends after it. */
  closes: boolean;
  /** Milliseconds for which the server keeps the connection; null where it does not say. */
  keepsMs: number | null;
  encoding: string | null;
  retryAfter: string | null;
}

const statusLine = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: [^\0\r\n]*)?$/;
const fieldLine = /^([!#$%&'*+.^_`|~\w-]+):([^\0\r\n]*)$/;

/** One code for all of it, of those that undici's own parser gives. */
const noHttp = 'HPE_INVALID_RESPONSE';

/** Where it is no HTTP, or leaves open where it ends: whoever guesses may take one answer for another. */
export const garbled = (what: string): Error =>
  Object.assign(new errors.HTTPParserError(what), { code: noHttp });

/** Reads a head without the empty line at its end; null where it is one that only announces another. */
export function readHead(text: string): Head | null {
  const [first = '', ...lines] = text.split('\r\n');
  const [, minor, status] = statusLine.exec(first) ?? [];
  if (!status || status === '101') throw garbled('No status line of HTTP/1.');
  const head: Head = {
    status: Number(status),
    length: null,
    isChunked: false,
    closes: minor === '0',
    keepsMs: null,
    encoding: null,
    retryAfter: null,
  };
  for (const line of lines) readField(head, line);
  if (head.isChunked && head.length !== null) throw garbled('A length, and chunks.');
  if (head.status === 204 || head.status === 304) {
    head.length = 0;
    head.isChunked = false;
  }
  return head.status < 200 ? null : head;
}

function readField(head: Head, line: string): void {
  const [, name, value] = fieldLine.exec(line) ?? [];
  if (name === undefined || value === undefined) throw garbled('No header field.');
  fields[name.toLowerCase()]?.(head, trimmed(value));
}

/** Of blanks and tabs only: what else `trim` takes away has no place in a head. */
function trimmed(value: string): string {
  let [from, to] = [0, value.length];
  while (from < to && isBlank(value.charCodeAt(from))) from += 1;
  while (from < to && isBlank(value.charCodeAt(to - 1))) to -= 1;
  return value.slice(from, to);
}

const isBlank = (character: number): boolean => character === 0x20 || character === 0x09;

/** Without a prototype, because a server names its fields as it likes. */
const fields: Readonly<Record<string, (head: Head, value: string) => void>> = Object.assign(
  Object.create(null),
  {
    'content-length'(head: Head, value: string) {
      if (!/^\d{1,15}$/.test(value) || (head.length ?? Number(value)) !== Number(value))
        throw garbled('No length, or two of them.');
      head.length = Number(value);
    },
    'transfer-encoding'(head: Head, value: string) {
      if (value.toLowerCase() !== 'chunked' || head.isChunked) throw garbled('An unknown transfer encoding.');
      head.isChunked = true;
    },
    connection(head: Head, value: string) {
      if (/(?:^|[\s,])close(?:$|[\s,])/i.test(value)) head.closes = true;
    },
    'keep-alive'(head: Head, value: string) {
      const [, seconds] = /timeout=(\d{1,9})/i.exec(value) ?? [];
      if (seconds !== undefined) head.keepsMs = Number(seconds) * 1000;
    },
    'content-encoding'(head: Head, value: string) {
      head.encoding = value.toLowerCase();
    },
    'retry-after'(head: Head, value: string) {
      head.retryAfter ??= value;
    },
  },
);
