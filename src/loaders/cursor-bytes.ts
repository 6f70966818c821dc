import { createHash } from 'node:crypto';
import { badUserInput, type SwitchboardError } from '../domain/errors.ts';

/** First number of a cursor, which tells its list and the version of its encoding. */
export const cursorVersions = { sources: 2, index: 3 } as const;

/** Argument that takes a cursor. */
export type CursorArgument = 'after' | 'before';

const hashBytes = 8;

/** Hash by which a cursor recognizes its list. */
export const hashOfText = (text: string): Buffer =>
  createHash('sha256').update(text).digest().subarray(0, hashBytes);

/** 16,384 characters for Butter's own cursor of 4,096 three-byte characters, and 4,096 for everything else. */
const maxLength = 20_480;

export const textOfCursor = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/** Decodes base64url; empty if the text is too long or not canonical. */
export function bytesOfCursor(cursor: string): Uint8Array {
  const bytes = Buffer.from(cursor.length <= maxLength ? cursor : '', 'base64url');
  return bytes.toString('base64url') === cursor ? bytes : new Uint8Array();
}

/** Owner of the list that a cursor belongs to, by its version alone; null for a malformed cursor. */
export function ownerOfCursor(cursor: string): 'SOURCES' | 'INDEX' | null {
  const [version] = bytesOfCursor(cursor.slice(0, 4));
  if (version === cursorVersions.index) return 'INDEX';
  return version === cursorVersions.sources ? 'SOURCES' : null;
}

export const invalidCursor = (argument: CursorArgument): SwitchboardError =>
  badUserInput(`\`${argument}\` takes a cursor as this list gave it, in \`pageInfo\` or an edge, unchanged.`);

export const cursorOfAnother = (what: 'filter' | 'order', argument: CursorArgument): SwitchboardError =>
  badUserInput(
    `\`${argument}\` belongs to a list with another ${what}: start again without \`${argument}\`.`,
  );
