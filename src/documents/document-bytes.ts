import type { DocumentNode } from 'graphql';

/**
 * Memory of a parsed document by the number of its tokens. A field without arguments takes most: 480 bytes for its nodes,
 * its locations and its token.
 */
const tokenBytes = 500;

/** Estimates the memory that a parsed document takes, its text included. */
export function documentBytes({ loc }: DocumentNode): number {
  let tokens = 0;
  for (let token = loc?.startToken ?? null; token; token = token.next) tokens += 1;
  return tokens * tokenBytes + 2 * (loc?.end ?? 0);
}
