import { errors } from 'undici';
import { type Connection, type ConnectionOptions, openConnection } from './connection.ts';

export interface Connections {
  /** One on which nothing is under way: the one last used, or else a new one. */
  take(): Connection;
  /** A new one, in place of one on which nothing is under way. */
  open(): Connection;
  /** Ends all of them. */
  close(): void;
}

export interface ConnectionsOptions {
  readonly url: URL;
  readonly connectTimeoutMs: number;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

interface Idle {
  readonly connection: Connection;
  readonly until: number;
}

/** Where a server does not say how long it keeps a connection, and how much sooner we let go of it where it does. */
const usualMs = 4_000;
const marginMs = 2_000;
const mostMs = 600_000;

/** The connections to one host; how many are under way at once is up to who takes them. */
export function createConnections({ url, connectTimeoutMs, now }: ConnectionsOptions): Connections {
  const buffer = Buffer.allocUnsafeSlow(65_536);
  const sessions = { last: undefined };
  const soon = createOutbox();
  const all: Connection[] = [];
  const idle: Idle[] = [];
  let sweeping: NodeJS.Timeout | null = null;

  function free(connection: Connection, keptMs: number | null): void {
    const milliseconds = keptMs === null ? usualMs : Math.min(mostMs, keptMs - marginMs);
    if (milliseconds <= 0) connection.drop(idleTooLong());
    else rest(connection, milliseconds);
  }

  function rest(connection: Connection, milliseconds: number): void {
    idle.push({ connection, until: now() + milliseconds });
    sweeping ??= setTimeout(sweep, usualMs).unref();
  }

  /** Lets go of those that nobody has taken for too long. */
  function sweep(): void {
    sweeping = null;
    for (const { connection, until } of [...idle]) if (until <= now()) connection.drop(idleTooLong());
    if (idle.length > 0) sweeping = setTimeout(sweep, usualMs).unref();
  }

  function gone(connection: Connection): void {
    all.splice(all.indexOf(connection), 1);
    const at = idle.findIndex(one => one.connection === connection);
    if (at >= 0) idle.splice(at, 1);
  }

  function take(): Connection {
    for (let last = idle.pop(); last; last = idle.pop()) {
      if (last.until > now()) return last.connection;
      last.connection.drop(idleTooLong());
    }
    return begin();
  }

  function open(): Connection {
    idle[0]?.connection.drop(idleTooLong());
    return begin();
  }

  function begin(): Connection {
    const connection = openConnection({ url, connectTimeoutMs, sessions, buffer, soon, free, gone });
    all.push(connection);
    return connection;
  }

  return {
    take,
    open,
    close() {
      if (sweeping) clearTimeout(sweeping);
      for (const connection of [...all]) connection.drop(new errors.ClientDestroyedError());
    },
  };
}

/** Gathers what is sent in one turn, so that a server on the other side is woken for all of it at once. */
function createOutbox(): ConnectionOptions['soon'] {
  let due: (() => void)[] = [];
  function actAll(): void {
    const now = due;
    due = [];
    for (const act of now) act();
  }
  return act => {
    if (due.length === 0) setImmediate(actAll);
    due.push(act);
  };
}

const idleTooLong = (): Error => new errors.SocketError('Nothing was asked on it for too long.');
