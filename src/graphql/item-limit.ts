import { SwitchboardError } from '../domain/errors.ts';
import { type AnswerSize, throwExcess } from '../executor/answer-size.ts';

/** Bound on the items of a response, which exceeds the longest conversation and every other list. */
const maxItems = 100_000;

/** Lists above that bound that have an error each, as many as a page has calls: those within another list may be thousands. */
const maxRefusedLists = 100;

/** Counter of the items of a response. */
export interface ItemLimit {
  /**
   * Counts a list of a call. Throws QUERY_TOO_EXPENSIVE above the limit, so that the answer goes without that list, and without
   * data beyond `maxRefusedLists` of them.
   */
  count(items: number): void;
  reset(): void;
}

export function createItemLimit(answerSize: AnswerSize): ItemLimit {
  let itemCount = 0;
  let refusedLists = 0;

  function refuseList(): never {
    refusedLists += 1;
    if (refusedLists > maxRefusedLists) throwExcess(answerSize, tooMany);
    throw tooMany();
  }

  return {
    count(items) {
      if (itemCount + items > maxItems) refuseList();
      itemCount += items;
    },
    reset() {
      itemCount = 0;
      refusedLists = 0;
    },
  };
}

const tooMany = () =>
  new SwitchboardError(
    'QUERY_TOO_EXPENSIVE',
    `One answer may hold at most ${maxItems} turns, events, pieces of transcript and recordings. Ask for fewer, or for a transcript in parts, with \`first\` and \`afterIndex\`.`,
    { retryable: false },
  );
