import type { FieldCosts, Requirement } from '../../domain/call-source.ts';

/** Fields that may cost an upstream request, by type. Every other field comes with its parent. */
export const requirements: Readonly<Record<string, Readonly<Record<string, Requirement>>>> = {
  Call: {
    // Only a row of an index lacks these.
    customerNumber: 'numbers',
    agentNumber: 'numbers',
    fromNumber: 'numbers',
    toNumber: 'numbers',
    metadata: 'numbers',
    transport: 'detail',
    rawTransport: 'detail',
    traceId: 'detail',
    agentConfig: 'detail',
    agentSettings: 'detail',
    usage: 'detail',
    interruptions: 'detail',
    averageTurnDuration: 'detail',
    errors: 'detail',
    // A source that records events gives them with the detail.
    latency: 'detail',
    turns: 'transcript',
    transcript: 'transcript',
    recordings: 'recordings',
  },
  CostBreakdown: {
    lines: 'detail',
    llm: 'detail',
    llmInput: 'detail',
    llmOutput: 'detail',
    tts: 'detail',
    stt: 'detail',
    telephony: 'detail',
    unattributed: 'detail',
  },
  VoiceAgent: {
    description: 'agent',
    language: 'agent',
    active: 'agent',
    settings: 'agent',
    recordingEnabled: 'agent',
    createdAt: 'agent',
    updatedAt: 'agent',
  },
};

/** How a call is found: by its key, as a row of a list, or as a row of an index without its numbers. */
export type FoundBy = 'KEY' | 'ROW' | 'MASKED_ROW';

/** The number of upstream requests that meet all requirements of one call. */
export function costOf(
  { wholeRows, withCall }: FieldCosts,
  required: ReadonlySet<Requirement>,
  found: FoundBy,
): number {
  const withOne = [...required].filter(requirement => withCall.includes(requirement));
  const isMet = (requirement: Requirement): boolean =>
    found === 'KEY' || (requirement === 'numbers' ? found === 'ROW' : wholeRows);
  return required.size - withOne.length + (withOne.every(isMet) ? 0 : 1);
}
