import type { Dictionary } from './columns.ts';

export interface GrowingDictionary<Word extends string = string> extends Dictionary<Word> {
  size: number;
  /** The code of a word, which is added if it is new; 0 for null. */
  add(word: Word | null): number;
}

export function createDictionary<Word extends string = string>(): GrowingDictionary<Word> {
  const words: Word[] = [];
  const codes = new Map<string, number>();

  function add(word: Word | null): number {
    if (word === null) return 0;
    const known = codes.get(word);
    if (known !== undefined) return known;
    dictionary.size = words.push(word);
    codes.set(word, dictionary.size);
    return dictionary.size;
  }

  const dictionary: GrowingDictionary<Word> = {
    size: 0,
    wordOf(code) {
      const word = words[code - 1];
      if (word === undefined) throw new RangeError(`The dictionary has no code ${code}.`);
      return word;
    },
    codeOf: word => codes.get(word),
    add,
  };
  return dictionary;
}
