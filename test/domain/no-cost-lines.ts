import type { CostLines } from '../../src/domain/cost.ts';

export const noCostLines: CostLines = {
  llm: null,
  llmInput: null,
  llmOutput: null,
  tts: null,
  stt: null,
  telephony: null,
};
