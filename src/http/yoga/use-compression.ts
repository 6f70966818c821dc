import type { Plugin } from 'graphql-yoga';
import { contentEncodingFor } from '../compression.ts';
import { type CompressJson, isLargeJson } from '../json-compression.ts';

/** Compresses large JSON responses. A response in parts is not JSON: each part is sent as soon as it is complete. */
export const useCompression = (compressJson: CompressJson): Plugin => ({
  async onResponse({ request, response, setResponse, fetchAPI }) {
    const { status, headers } = response;
    const isJson = headers.get('content-type')?.includes('json') ?? false;
    const encoding = contentEncodingFor(request.headers.get('accept-encoding'));
    if (!encoding || !isJson || !isLargeJson(Number(headers.get('content-length')))) return;
    const plain = Buffer.from(await response.arrayBuffer());
    const compressed = await compressJson(plain, encoding);
    if (compressed) {
      headers.set('content-encoding', encoding);
      headers.set('content-length', String(compressed.length));
      if (request.method !== 'GET') headers.append('vary', 'Accept-Encoding');
    }
    setResponse(new fetchAPI.Response(compressed ?? plain, { status, headers }));
  },
});
