import type { SourceName } from '../../domain/source-name.ts';

/** What a field of a call may need beyond the call as it was found. */
export type Requirement = 'detail' | 'transcript' | 'recordings' | 'agent';

/** The fields that may cost a request, by their type. Every other field comes with its parent. */
export const requirements: Readonly<Record<string, Readonly<Record<string, Requirement>>>> = {
  Call: {
    transport: 'detail',
    rawTransport: 'detail',
    traceId: 'detail',
    agentConfig: 'detail',
    usage: 'detail',
    interruptions: 'detail',
    averageTurnDuration: 'detail',
    errors: 'detail',
    turns: 'transcript',
    transcript: 'transcript',
    recordings: 'recordings',
  },
  CostBreakdown: {
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
    llmProvider: 'agent',
    llmModel: 'agent',
    llmTemperature: 'agent',
    ttsProvider: 'agent',
    ttsModel: 'agent',
    ttsVoice: 'agent',
    sttProvider: 'agent',
    sttModel: 'agent',
    speaksFirst: 'agent',
    recordingEnabled: 'agent',
    createdAt: 'agent',
    updatedAt: 'agent',
  },
};

interface SourcePrices {
  /** Whether a row of its list is the whole call. */
  readonly wholeRows: boolean;
  /** What comes with the whole call; each other need is a request of its own. */
  readonly withCall: readonly Requirement[];
}

const prices: Readonly<Record<SourceName, SourcePrices>> = {
  BUTTER: { wholeRows: false, withCall: ['detail', 'transcript', 'recordings'] },
  BURKI: { wholeRows: true, withCall: ['detail'] },
};

/** How many requests a source takes to meet all these needs of one call, found by its key or as a row. */
export function costOf(
  source: SourceName,
  wanted: ReadonlySet<Requirement>,
  found: 'byKey' | 'asRow',
): number {
  const { wholeRows, withCall } = prices[source];
  const apart = [...wanted].filter(need => !withCall.includes(need)).length;
  const isWhole = found === 'byKey' || wholeRows;
  return apart + (isWhole || apart === wanted.size ? 0 : 1);
}
