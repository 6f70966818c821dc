import type { RequestHead } from '../../async/client-disconnect.ts';
import { type ContentEncoding, contentEncodingFor } from '../compression.ts';
import type { CompressJson } from '../json-compression.ts';
import type { HandleRequest } from './execute-request.ts';

export const encodingOf = ({ headers }: RequestHead): ContentEncoding | null =>
  contentEncodingFor(headers.get('accept-encoding'));

/** Compresses large responses. It stands behind the response cache, which then keeps the compressed form. */
export const withCompression =
  (handleRequest: HandleRequest, compressJson: CompressJson): HandleRequest =>
  async (state, body) => {
    const response = await handleRequest(state, body);
    if (!response) return response;
    const encoding = encodingOf(state.head);
    const compressed = compressJson(response.body, encoding);
    return compressed ? { ...response, body: await compressed, encoding } : response;
  };
