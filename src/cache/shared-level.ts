import { randomUUID } from 'node:crypto';
import { type Ending, wait } from '../domain/ending.ts';
import type { SharedStore } from '../redis/redis.ts';
import { type Entry, readEntry } from './entry.ts';
import { staleFor } from './freshness.ts';

/** What the processes of a deployment share. While Redis is not to be had there is nothing in it. */
export interface SharedLevel {
  get(key: string): Promise<Entry | undefined>;
  /** Says whether the other processes are to drop what they remember of it. */
  set(key: string, entry: Entry, changed: boolean): void;
  /**
   * Lets one process at a time ask for a key. True when it is this one's turn; false once another one has had its own,
   * and may have written what it got.
   */
  turn(key: string, ending: Ending): Promise<boolean>;
  /** Ends this process' turn. */
  pass(key: string): void;
  /** Both say whether it was done: not while Redis is not to be had. */
  forget(keys: readonly string[]): Promise<boolean>;
  forgetAll(prefixes: readonly string[]): Promise<boolean>;
}

/** How other processes' memory is told. */
export interface MemoryToTell {
  drop(keys: readonly string[]): void;
  dropAll(): void;
}

const channel = 'switchboard:bus';
const everything = '*';
/** For how long one process may keep the others waiting: longer than most requests take. */
const turnMs = 3_000;
const lookMs = 20;
const keysAtOnce = 500;

export function createSharedLevel(redis: SharedStore, memory: MemoryToTell): SharedLevel {
  const me = randomUUID();
  const tell = (keys: readonly string[] | typeof everything) =>
    redis.attempt(client => client.publish(channel, JSON.stringify({ from: me, keys })));

  redis.subscribe(channel, message => {
    const told = readMessage(message);
    if (told?.from === me) return;
    // Because whoever says what we do not understand may have changed anything.
    if (!told || told.keys === everything) memory.dropAll();
    else memory.drop(told.keys);
  });
  // Because what was published while the connection was gone has not been heard.
  redis.onReturn(memory.dropAll);

  async function removeAll(prefix: string): Promise<true | undefined> {
    let cursor = '0';
    do {
      const page = await redis.attempt(client =>
        client.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', keysAtOnce),
      );
      if (page === undefined) return undefined;
      const [next, keys] = page;
      if (keys.length > 0) await redis.attempt(client => client.unlink(keys));
      cursor = next;
    } while (cursor !== '0');
    return true;
  }

  return {
    async get(key) {
      const text = await redis.attempt(client => client.get(key));
      return text ? (readEntry(text) ?? undefined) : undefined;
    },
    set(key, entry, changed) {
      const keepMs = entry.freshMs + staleFor;
      void redis.attempt(client => client.set(key, JSON.stringify(entry), 'PX', keepMs));
      if (changed) void tell([key]);
    },
    async turn(key, ending) {
      const taken = await redis.attempt(client => client.set(lockOf(key), me, 'PX', turnMs, 'NX'));
      if (taken !== null) return true;
      for (let waited = 0; waited < turnMs; waited += lookMs) {
        await wait(lookMs, ending);
        if ((await redis.attempt(client => client.exists(lockOf(key)))) !== 1) return false;
      }
      return true;
    },
    pass: key => void redis.attempt(client => client.del(lockOf(key))),
    async forget(keys) {
      const done = await redis.attempt(client => client.unlink(...keys));
      await tell(keys);
      return done !== undefined;
    },
    async forgetAll(prefixes) {
      const done = await Promise.all(prefixes.map(removeAll));
      await tell(everything);
      return done.every(each => each === true);
    },
  };
}

interface Message {
  readonly from: string;
  readonly keys: readonly string[] | typeof everything;
}

function readMessage(text: string): Message | null {
  try {
    const { from, keys } = JSON.parse(text);
    return typeof from === 'string' && (keys === everything || Array.isArray(keys)) ? { from, keys } : null;
  } catch {
    return null;
  }
}

const lockOf = (key: string): string => `${key}:turn`;
