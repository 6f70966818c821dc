import type { IncomingMessage } from 'node:http';

/** All `Host` headers of a request, because `headers` of node:http holds only the first. */
export function hostHeadersOf({ rawHeaders }: IncomingMessage): string[] {
  const hosts: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host')
      hosts.push(rawHeaders[at + 1] ?? '');
  return hosts;
}
