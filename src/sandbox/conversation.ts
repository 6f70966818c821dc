import { type Script, scripts } from './dialogue-scripts.ts';
import type { Random } from './random.ts';

export interface Line {
  readonly speaker: 'agent' | 'customer' | 'tool';
  /** Spoken text, or the name of the tool. */
  readonly text: string;
  /** Seconds since the call was answered. */
  readonly start: number;
  readonly end: number;
  /** Counts from 1; a line of the customer after one of the agent starts the next turn. */
  readonly turn: number;
}

export interface Conversation {
  readonly topic: string;
  readonly endReason: string;
  readonly lines: readonly Line[];
  readonly seconds: number;
}

const speakers = { A: 'agent', C: 'customer', T: 'tool' } as const;

const isSpeaker = (letter: string): letter is keyof typeof speakers => letter in speakers;

function drawSlots(random: Random, agent: string): Record<string, string> {
  return {
    agent,
    name: random.pick([
      'Alex',
      'Blair',
      'Casey',
      'Dana',
      'Eden',
      'Jordan',
      'Morgan',
      'Robin',
      'Sam',
      'Taylor',
    ]),
    day: random.pick(['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday']),
    time: random.pick(['nine thirty', 'eleven', 'a quarter past two', 'three', 'half past four']),
    product: random.pick(['router', 'thermostat', 'coffee machine', 'doorbell', 'alarm system']),
    code: random.word(6).toUpperCase().split('').join(' '),
  };
}

const fill = (text: string, slots: Record<string, string>) =>
  text.replace(/\{(\w+)\}/g, (_, slot: string) => slots[slot] ?? slot);

/** Duration in tenths of a second, because sums of integers are exact. */
const tenthsOf = (text: string) => 6 + 4 * text.split(' ').length;

function cutShort(script: Script, random: Random): Script {
  if (script.lines.length < 4 || random.fraction() > 0.25) return script;
  return {
    ...script,
    endReason: 'customer_hangup',
    lines: script.lines.slice(0, random.integer(3, script.lines.length)),
  };
}

function schedule(lines: readonly string[], slots: Record<string, string>, random: Random): Line[] {
  let clock = random.integer(2, 9);
  let turn = 1;
  let last = '';
  return lines.map(line => {
    const letter = line.slice(0, 1);
    const text = fill(line.slice(3), slots);
    if (letter === 'C' && last === 'A') turn++;
    if (letter !== 'T') last = letter;
    const start = clock;
    const end = start + tenthsOf(text);
    clock = end + random.integer(3, 14);
    return {
      speaker: isSpeaker(letter) ? speakers[letter] : 'tool',
      text,
      start: start / 10,
      end: end / 10,
      turn,
    };
  });
}

/** Generates a conversation of one to some twenty turns from a script. */
export function improvise(random: Random, agent: string, chosen?: Script): Conversation {
  const script = chosen ?? cutShort(random.pick(scripts), random);
  const lines = schedule(script.lines, drawSlots(random, agent), random);
  return { topic: script.topic, endReason: script.endReason, lines, seconds: lines.at(-1)?.end ?? 0 };
}

/** Keeps the lines that end within so many seconds. */
export function heardAfter(conversation: Conversation, seconds: number): Conversation {
  return { ...conversation, lines: conversation.lines.filter(line => line.end <= seconds) };
}

export const turnCount = (conversation: Conversation) => conversation.lines.at(-1)?.turn ?? 0;
