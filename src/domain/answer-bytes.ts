/** Default of the maximum size of the JSON of one answer. */
export const defaultMaxAnswerBytes = 16_000_000;
