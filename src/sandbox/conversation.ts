import { type Script, type Scripts, type Sentence, type Speaker, spacesIn } from './dialogue-scripts.ts';
import type { Random } from './random.ts';

type Slots = ReadonlyMap<string, string>;

export interface Line {
  readonly speaker: Speaker;
  readonly words: number;
  readonly characters: number;
  /** Seconds since the call was answered. */
  readonly start: number;
  readonly end: number;
  /** Counts from 1; a line of the customer after one of the agent starts the next turn. */
  readonly turn: number;
  readonly sentence: Sentence;
  readonly slots: Slots;
}

export interface Conversation {
  readonly endReason: string;
  readonly lines: readonly Line[];
  readonly seconds: number;
}

function drawSlots(random: Random, agent: string): Slots {
  return new Map([
    ['agent', agent],
    [
      'name',
      random.pick(['Alex', 'Blair', 'Casey', 'Dana', 'Eden', 'Jordan', 'Morgan', 'Robin', 'Sam', 'Taylor']),
    ],
    ['day', random.pick(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'])],
    ['time', random.pick(['nine thirty', 'eleven', 'a quarter past two', 'three', 'half past four'])],
    ['product', random.pick(['router', 'thermostat', 'coffee machine', 'doorbell', 'alarm system'])],
    ['code', random.word(6).toUpperCase().split('').join(' ')],
  ]);
}

/** Composes the spoken text, or the name of the tool. */
export const textOf = ({ sentence, slots }: Line): string =>
  sentence.pieces.map((piece, index) => (index % 2 === 0 ? piece : (slots.get(piece) ?? piece))).join('');

function sizeOf({ slots: names, spaces, characters }: Sentence, slots: Slots) {
  let words = spaces + 1;
  let length = characters;
  for (const name of names) {
    const value = slots.get(name) ?? '';
    words += spacesIn(value);
    length += value.length;
  }
  return { words, characters: length };
}

/** Duration in tenths of a second, because sums of integers are exact. */
const tenthsOf = (words: number) => 6 + 4 * words;

/** Picks a script; the customer hangs up early on every fourth one. */
export function chooseScript(random: Random, scripts: Scripts): Script {
  const script = random.pick(scripts);
  if (script.lines.length < 4 || random.fraction() > 0.25) return script;
  return {
    endReason: 'customer_hangup',
    lines: script.lines.slice(0, random.integer(3, script.lines.length)),
  };
}

function schedule(sentences: readonly Sentence[], slots: Slots, random: Random): Line[] {
  let clock = random.integer(2, 9);
  let turn = 1;
  let last: Speaker = 'tool';
  return sentences.map(sentence => {
    const { speaker } = sentence;
    const { words, characters } = sizeOf(sentence, slots);
    if (speaker === 'customer' && last === 'agent') turn++;
    if (speaker !== 'tool') last = speaker;
    const start = clock;
    const end = start + tenthsOf(words);
    clock = end + random.integer(3, 14);
    return { speaker, words, characters, start: start / 10, end: end / 10, turn, sentence, slots };
  });
}

/** Generates a conversation from a script. */
export function improvise(random: Random, agent: string, script: Script): Conversation {
  const lines = schedule(script.lines, drawSlots(random, agent), random);
  return { endReason: script.endReason, lines, seconds: lines.at(-1)?.end ?? 0 };
}

/** Keeps the lines that end within so many seconds. */
export function heardAfter(conversation: Conversation, seconds: number): Conversation {
  return { ...conversation, lines: conversation.lines.filter(line => line.end <= seconds) };
}

export const turnCount = (conversation: Conversation) => conversation.lines.at(-1)?.turn ?? 0;
