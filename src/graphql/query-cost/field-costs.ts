import type { FieldCosts, Requirement } from '../../domain/call-source.ts';

/** Fields that may cost an upstream request, by type. Every other field comes with its parent. */
export const requirements: Readonly<Record<string, Readonly<Record<string, Requirement>>>> = {
  Call: {
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

/** The number of upstream requests that meet all requirements of one call, found by its key or as a row. */
export function costOf(
  { wholeRows, withCall }: FieldCosts,
  required: ReadonlySet<Requirement>,
  found: 'byKey' | 'asRow',
): number {
  const separate = [...required].filter(requirement => !withCall.includes(requirement)).length;
  const isWhole = found === 'byKey' || wholeRows;
  return separate + (isWhole || separate === required.size ? 0 : 1);
}
