import { facet } from '../../domain/facet.ts';
import type { CallUsageResolvers } from '../generated/resolver-types.ts';

export const CallUsage: CallUsageResolvers = {
  llm: ({ llmInputTokens, llmOutputTokens, llmTotalTokens }) =>
    facet({ inputTokens: llmInputTokens, outputTokens: llmOutputTokens, totalTokens: llmTotalTokens }),
  tts: ({ ttsCharacters }) => facet({ characters: ttsCharacters }),
  stt: ({ sttSeconds }) => facet({ audioSeconds: sttSeconds }),
};
