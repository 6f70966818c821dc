import type { AgentList } from '../domain/agent-list.ts';
import type { Call, CallDetail, Conversation } from '../domain/call.ts';
import type { ListedRow, ListPage } from '../domain/call-source.ts';
import type { TranscriptEntry } from '../domain/transcript.ts';

/** Bytes of the fields of a bounded size, as `bytesOf` counts them. */
const fixedBytes = { call: 1_100, detail: 800, transcriptEntry: 350, page: 300, row: 400 } as const;

/** Walks a value, and estimates its size in memory; an object in two entries counts for each. */
export function bytesOf(value: unknown): number {
  if (typeof value === 'string') return 24 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let bytes = 48;
  for (const item of Object.values(value)) bytes += 8 + bytesOf(item);
  return bytes;
}

/** Estimates the size of a call by its texts and its JSON, at a fraction of the cost of `bytesOf`. */
export const bytesOfCall = (call: Call): number =>
  fixedBytes.call +
  bytesOfTexts(call) +
  (call.metadata === null ? 0 : bytesOf(call.metadata)) +
  (call.detail === null ? 0 : bytesOfDetail(call.detail));

const bytesOfTexts = (call: Call): number =>
  call.sid.length +
  length(call.databaseId) +
  length(call.rawStatus) +
  length(call.rawDirection) +
  length(call.agentName) +
  length(call.agent?.agentId) +
  length(call.agent?.name) +
  length(call.customerNumber) +
  length(call.agentNumber) +
  length(call.fromNumber) +
  length(call.toNumber) +
  length(call.endReason) +
  length(call.cost.currency) +
  length(call.flowName) +
  length(call.billingStatus) +
  length(call.organizationId);

const bytesOfDetail = (detail: CallDetail): number =>
  fixedBytes.detail +
  length(detail.rawTransport) +
  length(detail.traceId) +
  (detail.agentConfig === null ? 0 : bytesOf(detail.agentConfig)) +
  (detail.errors === null ? 0 : bytesOf(detail.errors)) +
  (detail.conversation
    ? Math.max(bytesOfConversation(detail.conversation), detail.unread?.textLength ?? 0)
    : 0) +
  (detail.row ? bytesOfCall(detail.row) : 0);

const bytesOfConversation = ({ turns, transcript, recordings }: Conversation): number =>
  bytesOfItems(turns ?? [], bytesOf) +
  bytesOf(recordings) +
  (transcript === null ? 0 : bytesOfTranscript(transcript));

export const bytesOfTranscript = (entries: readonly TranscriptEntry[]): number =>
  bytesOfItems(entries, bytesOfEntry);

const bytesOfEntry = ({ text, rawSpeaker, databaseId, sttTimestamps }: TranscriptEntry): number =>
  fixedBytes.transcriptEntry +
  length(text) +
  length(rawSpeaker) +
  length(databaseId) +
  (sttTimestamps === null ? 0 : bytesOf(sttTimestamps));

/** Items of a list that are walked; further ones count like these. */
const maxSample = 2_000;

/** Estimates a long list by evenly spread items, because a walk of 50,000 would delay other requests. */
function bytesOfItems<T>(items: readonly T[], bytesOfItem: (item: T) => number): number {
  const step = Math.ceil(items.length / maxSample);
  if (step <= 1) return items.reduce((bytes, item) => bytes + bytesOfItem(item), 0);
  let bytes = 0;
  let sampled = 0;
  for (let at = 0; at < items.length; at += step) {
    bytes += bytesOfItem(items[at] as T);
    sampled += 1;
  }
  // lru-cache accepts integer sizes only.
  return Math.ceil((bytes / sampled) * items.length);
}

export const bytesOfAgents = ({ agents }: AgentList): number =>
  fixedBytes.page + bytesOfItems(agents, bytesOf);

export const bytesOfPage = ({ rows, next }: ListPage): number =>
  rows.reduce((bytes, row) => bytes + bytesOfRow(row), fixedBytes.page + bytesOf(next));

const bytesOfRow = ({ call }: ListedRow): number => fixedBytes.row + bytesOfCall(call);

const length = (text: string | null | undefined): number => text?.length ?? 0;
