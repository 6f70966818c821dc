import { createHash } from 'node:crypto';
import { type AgentFilter, type AgentPlace, comparePlaces, maxOrderedName } from '../../domain/agent-list.ts';
import { type ByteReader, type ByteWriter, createByteWriter, readBytes } from '../../domain/byte-packing.ts';
import { badUserInput } from '../../domain/errors.ts';
import { isTextKey } from '../../domain/native-key.ts';
import { type SourceName, sourceNames } from '../../domain/source-name.ts';
import type { AgentPlaces } from './places.ts';

/** Kind and version, because a cursor of another list must not pass for one of this. */
const header = Buffer.from('agents1');
const hashBytes = 8;
/** A name takes two bytes for each code unit, and a key up to three. */
const maxLength = 4_096;

/** Numbers for the kinds of a place. A source mostly has the place of the one before it. */
const kinds = { none: 0, own: 1, sameAsBefore: 2 } as const;
const maxKind = 2;

/** Encodes the opaque cursor of a list of agents. It is unsigned, because it holds places, not permissions. */
export function writeAgentCursor(filter: AgentFilter, places: AgentPlaces): string {
  const writer = createByteWriter();
  writer.block(header);
  writer.block(hashOf(filter));
  let before: AgentPlace | null = null;
  for (const name of sourceNames) {
    const place = places.get(name) ?? null;
    writePlace(writer, place, before);
    before = place ?? before;
  }
  return Buffer.from(writer.bytes()).toString('base64url');
}

/** Decodes a cursor; throws BAD_USER_INPUT if it is malformed or belongs to another filter. */
export function readAgentCursor(cursor: string, filter: AgentFilter): AgentPlaces {
  const content = readBytes(bytesOf(cursor), reader => {
    const kind = reader.block();
    const hash = reader.block();
    return header.equals(kind) ? { hash, places: readPlaces(reader) } : null;
  });
  if (!content?.places || content.hash.length !== hashBytes) throw invalidCursor();
  if (!hashOf(filter).equals(content.hash))
    throw badUserInput('`after` belongs to a list with another filter: start again without `after`.');
  return content.places;
}

const invalidCursor = () =>
  badUserInput('`after` takes a cursor as this list gave it, in `pageInfo.endCursor` or an edge, unchanged.');

/** Decodes base64url; empty if the text is too long or not canonical. */
function bytesOf(cursor: string): Uint8Array {
  const bytes = Buffer.from(cursor.length <= maxLength ? cursor : '', 'base64url');
  return bytes.toString('base64url') === cursor ? bytes : new Uint8Array();
}

function writePlace(writer: ByteWriter, place: AgentPlace | null, before: AgentPlace | null): void {
  const isSame = place && before && comparePlaces(place, before) === 0;
  writer.integer(place ? (isSame ? kinds.sameAsBefore : kinds.own) : kinds.none);
  if (!place || isSame) return;
  writer.integer(sourceNames.indexOf(place.source));
  writer.block(Buffer.from(place.agentId));
  // UTF-16, because a name that is cut may end within a pair of surrogates.
  writer.block(Buffer.from(place.name ?? '', 'utf16le'));
}

/** Null for malformed places. */
function readPlaces(reader: ByteReader): AgentPlaces | null {
  const places = new Map<SourceName, AgentPlace>();
  let before: AgentPlace | null = null;
  for (const name of sourceNames) {
    const kind = reader.integer(maxKind);
    if (kind === kinds.none) continue;
    const place: AgentPlace | null = kind === kinds.own ? readPlace(reader) : before;
    if (!place) return null;
    places.set(name, place);
    before = place;
  }
  return places;
}

function readPlace(reader: ByteReader): AgentPlace | null {
  const source = sourceNames[reader.integer(sourceNames.length - 1)];
  const agentId = Buffer.from(reader.block()).toString();
  const name = Buffer.from(reader.block()).toString('utf16le');
  if (!source || !isTextKey(agentId) || name.length > maxOrderedName) return null;
  return { source, agentId, name: name === '' ? null : name };
}

const hashOf = (filter: AgentFilter): Buffer =>
  createHash('sha256').update(JSON.stringify(filter)).digest().subarray(0, hashBytes);
