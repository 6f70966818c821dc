import { type SourceName, sourceNames } from './source-name.ts';

export type NodeType = 'Call' | 'VoiceAgent';

/** What an opaque `id` stands for: the one identity of a thing in the graph, in loaders and in caches. */
export interface NodeKey {
  readonly type: NodeType;
  readonly source: SourceName;
  /** The key the source itself uses: Butter's sid, Burki's integer. */
  readonly key: string;
}

/** Holds a key of 256 characters with room to spare, whatever its script. */
const maxIdLength = 2_048;
const spelled = /^(Call|VoiceAgent):([A-Z][A-Z0-9_]*):(.+)$/s;

interface Encoded {
  readonly source: SourceName;
  readonly key: string;
  readonly id: string;
}

/** The last of each type: neighbours in an answer often have one agent, or are of one call. */
const lastOf: Record<NodeType, Encoded | null> = { Call: null, VoiceAgent: null };

export function encodeNodeId(type: NodeType, source: SourceName, key: string): string {
  const known = lastOf[type];
  if (known?.key === key && known.source === source) return known.id;
  const id = encode(`${type}:${source}:${key}`);
  lastOf[type] = { source, key, id };
  return id;
}

const scratch = Buffer.allocUnsafeSlow(1_024);
const maxBytesPerUnit = 3;

function encode(text: string): string {
  if (text.length * maxBytesPerUnit > scratch.length) return Buffer.from(text, 'utf8').toString('base64url');
  // Because each row of a list has an id, and a Buffer of its own takes longer.
  return scratch.toString('base64url', 0, scratch.write(text, 'utf8'));
}

/** Null for anything that `encodeNodeId` would not have written, to the letter: one thing has one id. */
export function decodeNodeId(id: string): NodeKey | null {
  if (id.length > maxIdLength) return null;
  const match = spelled.exec(Buffer.from(id, 'base64url').toString('utf8'));
  if (!match) return null;
  const type = match[1] === 'Call' ? 'Call' : 'VoiceAgent';
  const source = sourceNames.find(name => name === match[2]);
  const key = match[3] ?? '';
  return source && encodeNodeId(type, source, key) === id ? { type, source, key } : null;
}
