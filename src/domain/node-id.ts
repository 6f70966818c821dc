import { type SourceName, sourceNames } from './source-name.ts';

export type NodeType = 'Call' | 'VoiceAgent';

/** Decoded Relay node id: the identity of a call or an agent in the graph, in loaders and in caches. */
export interface NodeKey {
  readonly type: NodeType;
  readonly source: SourceName;
  /** The source's own key: Butter's sid, Burki's integer. */
  readonly key: string;
}

/** Bound on an id's length, which fits a key of 256 characters in any script. */
const maxIdLength = 2_048;
const shape = /^(Call|VoiceAgent):([A-Z][A-Z0-9_]*):(.+)$/s;

interface Encoded {
  readonly source: SourceName;
  readonly key: string;
  readonly id: string;
}

/** Last id of each type, memoized because adjacent rows often share an agent or a call. */
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
  // A shared buffer serves all rows, because a new one for each takes longer.
  return scratch.toString('base64url', 0, scratch.write(text, 'utf8'));
}

/** Decodes an id; null for text that `encodeNodeId` never writes, because each object has exactly one id. */
export function decodeNodeId(id: string): NodeKey | null {
  if (id.length > maxIdLength) return null;
  const match = shape.exec(Buffer.from(id, 'base64url').toString('utf8'));
  if (!match) return null;
  const type = match[1] === 'Call' ? 'Call' : 'VoiceAgent';
  const source = sourceNames.find(name => name === match[2]);
  const key = match[3] ?? '';
  return source && encodeNodeId(type, source, key) === id ? { type, source, key } : null;
}
