import type { IncomingMessage } from 'node:http';
import type { GraphQLParams, Plugin } from 'graphql-yoga';
import { requestError } from '../errors/request-errors.ts';
import { idNames, type PersistedDocuments } from '../graphql/documents/persisted-documents.ts';
import { exceedsNesting } from './json-nesting.ts';
import { maxBodyBytes, readBody } from './request-body.ts';

const encodings = /^(gzip|identity)$/i;
const isJson = (type: string): boolean =>
  type === 'application/json' || isUtf8(type, /^application\/(graphql\+)?json$/);
const isDocument = (type: string): boolean => isUtf8(type, /^application\/graphql$/);

/** Whether a content type matches `kind` in UTF-8; ignores all other parameters (RFC 9110, section 8.3.1). */
function isUtf8(type: string, kind: RegExp): boolean {
  const [name = '', ...parameters] = type.split(';').map(part => part.trim().toLowerCase());
  const [charset = 'charset=utf-8'] = parameters.filter(parameter => parameter.startsWith('charset='));
  return kind.test(name) && /^charset="?utf-?8"?$/.test(charset);
}

/**
 * Parses GraphQL requests and resolves persisted documents. It replaces the parsers of Yoga, which accept forms, echo
 * malformed JSON, and do not decompress. They also treat malformed variables of a GET as an internal error.
 */
export const useRequestParams = ({ resolve }: Pick<PersistedDocuments, 'resolve'>): Plugin => ({
  onRequestParse({ request, serverContext, setRequestParser }) {
    if (request.method === 'GET') setRequestParser(async () => checked(resolve(readUrl(request.url))));
    if (request.method === 'POST')
      setRequestParser(async () => checked(resolve(await readPost(request, serverContext))));
  },
});

type Params = Readonly<Record<string, unknown>>;

/** Larger bodies go to Yoga directly, because a body that the fast path cannot answer is parsed twice. */
const maxFastPathBytes = 32_000;

export const isPlainJson = ({ method, url, headers }: IncomingMessage, path: string): boolean =>
  method === 'POST' &&
  url === path &&
  Number(headers['content-length']) <= maxFastPathBytes &&
  headers['content-encoding'] === undefined &&
  isJson(headers['content-type'] ?? '');

/** Levels of lists and objects in a variable, because coercion and cost analysis walk them. */
const maxNesting = 100;
/** Variables lie two levels within a body. */
const maxBodyNesting = maxNesting + 2;

/** Parameters of a GraphQL request, with its extensions and any other members of the body. */
export interface ParsedParams extends Params {
  readonly query: string;
  readonly operationName?: string | null;
  readonly variables?: Params | null;
}

/** Parses the body of a request; null if the body is not valid in every respect. */
export function parseParams(
  body: string,
  { resolve }: Pick<PersistedDocuments, 'resolve'>,
): ParsedParams | null {
  try {
    if (exceedsNesting(body, maxBodyNesting)) return null;
    const params = resolve(toObject(JSON.parse(body)));
    return isParsedParams(params) ? params : null;
  } catch {
    return null;
  }
}

function isParsedParams(params: Params): params is ParsedParams {
  const { query, operationName } = params;
  if (typeof query !== 'string' || query === '' || !isText(operationName)) return false;
  for (const name in params) if (!isValidParam(name, params[name])) return false;
  return true;
}

const isValidParam = (name: string, value: unknown): boolean =>
  name === 'query' ||
  name === 'operationName' ||
  value === null ||
  ((name === 'variables' || name === 'extensions') && typeof value === 'object' && !Array.isArray(value));

async function readPost(request: Request, serverContext: object): Promise<Params> {
  const encoding = request.headers.get('content-encoding') ?? 'identity';
  if (!encodings.test(encoding))
    throw requestError('The body may be compressed by gzip only.', 415, {
      'accept-encoding': 'gzip, identity',
    });
  const read = () => readBody(request, serverContext, encoding.toLowerCase() === 'gzip');
  const type = request.headers.get('content-type') ?? '';
  if (isDocument(type)) return { query: await read() };
  if (!isJson(type))
    throw requestError('The body must be `application/json` in UTF-8.', 415, {
      'accept-post': 'application/json',
    });
  return toObject(parse('The body', await read(), maxBodyNesting));
}

function readUrl(url: string): Params {
  if (url.length > maxBodyBytes)
    throw requestError(`The URL may have at most ${maxBodyBytes} characters.`, 414);
  const { searchParams } = new URL(url);
  const text = (name: string) => searchParams.get(name) || undefined;
  const json = (name: string) => parse(`\`${name}\``, text(name) ?? 'null', maxNesting + 1) ?? undefined;
  const texts = ['query', 'operationName', ...idNames].map(name => [name, text(name)]);
  return { ...Object.fromEntries(texts), variables: json('variables'), extensions: json('extensions') };
}

/** Checks the nesting before it parses, because a parser builds what it reads. */
function parse(place: string, text: string, maxDepth: number): unknown {
  if (exceedsNesting(text, maxDepth))
    throw requestError(
      `\`variables\` and all else in a request may be nested at most ${maxNesting} levels deep.`,
      400,
    );
  try {
    return JSON.parse(text);
  } catch {
    throw requestError(`${place} is not valid JSON.`, 400);
  }
}

function toObject(params: unknown): Params {
  if (Array.isArray(params)) throw requestError('A request holds one operation; batches are not taken.', 400);
  if (typeof params !== 'object' || params === null)
    throw requestError('The body must be a JSON object.', 400);
  return params as Params;
}

/** Checks `query` and `operationName`; Yoga checks the other parameters. */
function checked({ query, operationName, ...rest }: Params): GraphQLParams {
  if (typeof query !== 'string' || query === '')
    throw requestError('`query` must be there, and a string.', 400);
  if (!isText(operationName)) throw requestError('`operationName` must be a string.', 400);
  return { ...rest, ...(operationName ? { operationName } : {}), query };
}

const isText = (value: unknown): value is string | null | undefined =>
  value === null || value === undefined || typeof value === 'string';
