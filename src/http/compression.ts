import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';

export type ContentEncoding = 'br' | 'gzip';

/** Compression level of each encoding: from 0 to 11 for `br`, from 0 to 9 for `gzip`. */
export type CompressionLevels = Readonly<Record<ContentEncoding, number>>;

/**
 * Negotiates the encoding of a response by weight (RFC 9110, section 12.5.3). Null if the client prefers none of ours;
 * the response is then sent as it is, even if the client excludes that too.
 */
export function contentEncodingFor(accepted: string | null): ContentEncoding | null {
  if (accepted === null) return null;
  if (accepted !== last.accepted) last = { accepted, encoding: preferredEncoding(accepted) };
  return last.encoding;
}

/** Cache of one entry, because nearly all clients of a gateway send the same header. */
let last: { readonly accepted: string; readonly encoding: ContentEncoding | null } = {
  accepted: '',
  encoding: null,
};

function preferredEncoding(accepted: string): ContentEncoding | null {
  const weights = new Map(accepted.toLowerCase().split(',').map(weightOf));
  const weight = (encoding: ContentEncoding) => weights.get(encoding) ?? weights.get('*') ?? 0;
  const best = weight('br') >= weight('gzip') ? 'br' : 'gzip';
  const isWanted = weight(best) > 0 && weight(best) >= (weights.get('identity') ?? 0);
  return isWanted ? best : null;
}

function weightOf(range: string): [encoding: string, weight: number] {
  const [encoding = '', ...parameters] = range.split(';').map(part => part.trim());
  const given = parameters.find(parameter => parameter.startsWith('q='))?.slice(2);
  const weight = Number(given ?? 1);
  return [encoding.replace(/^x-gzip$/, 'gzip'), weight >= 0 && weight <= 1 ? weight : 1];
}

const brotliAsync = promisify(brotliCompress);
const gzipAsync = promisify(gzip);

/** Compresses on a thread of libuv, so that the event loop stays free. */
export function compress(
  body: string | Uint8Array,
  encoding: ContentEncoding,
  levels: CompressionLevels,
): Promise<Buffer<ArrayBuffer>> {
  if (encoding === 'gzip') return gzipAsync(body, { level: levels.gzip });
  return brotliAsync(body, {
    params: {
      [zlib.BROTLI_PARAM_QUALITY]: levels.br,
      [zlib.BROTLI_PARAM_MODE]: zlib.BROTLI_MODE_TEXT,
      [zlib.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
}
