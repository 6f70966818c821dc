import { randomUUID } from 'node:crypto';
import { type Ending, Ends } from './domain/ending.ts';
import { SwitchboardError } from './domain/errors.ts';
import { type Leaving, leavingOf, type RequestHead } from './domain/request-head.ts';
import type { RequestScope } from './domain/request-scope.ts';

const acceptableId = /^[A-Za-z0-9._:-]{1,128}$/;

export interface OpenScope extends RequestScope {
  /** Lets go of what the scope holds on to, when its request is answered. */
  close(): void;
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Seven digits or more by themselves may be a phone number, which must not get into logs; ids of traces mix in letters. */
const mayBeNumber = /(?<![0-9a-f])\d(?:[._-]?\d){6,}(?![0-9a-f])/i;

/** An id that came along is kept, unless it may tell more than an id should. */
export function requestIdOf({ headers }: Pick<RequestHead, 'headers'>): string {
  const given = headers.get('x-request-id') ?? '';
  const harmless = uuid.test(given) || (acceptableId.test(given) && !mayBeNumber.test(given));
  return harmless ? given : randomUUID();
}

export interface ScopeOptions {
  readonly id: string;
  /** What of the client's headers goes on to the upstreams. */
  readonly headers: RequestScope['headers'];
  readonly client: RequestHead;
  readonly deadlineMs: number;
  /** What all upstreams together may send. */
  readonly maxReceivedBytes: number;
}

const tooMuch = (most: number) =>
  new SwitchboardError(
    'QUERY_TOO_EXPENSIVE',
    `The sources may send at most ${most} bytes for one answer. Ask for fewer calls, or without conversations.`,
    { retryable: false },
  );

/** A scope that ends with the client or the deadline, whichever comes first. */
export const openScope = (options: ScopeOptions): OpenScope => new Scope(options);

class Scope implements OpenScope {
  readonly id: string;
  readonly headers: RequestScope['headers'];
  readonly #options: ScopeOptions;
  readonly #endsAt: number;
  #received = 0;
  #following: Following | null = null;
  #closed = false;

  constructor(options: ScopeOptions) {
    this.id = options.id;
    this.headers = options.headers;
    this.#options = options;
    this.#endsAt = performance.now() + options.deadlineMs;
  }

  /** Made when an upstream is first asked, and let go with the answer: else it would keep a request until its deadline. */
  get ending(): Ending {
    this.#following ??= follow(leavingOf(this.#options.client), this.remaining());
    if (this.#closed) this.#following.letGo();
    return this.#following.ending;
  }

  remaining(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  receive(bytes: number): void {
    this.#received += bytes;
    const { maxReceivedBytes } = this.#options;
    if (this.#received > maxReceivedBytes) throw tooMuch(maxReceivedBytes);
  }

  close(): void {
    this.#closed = true;
    this.#following?.letGo();
  }
}

interface Following {
  readonly ending: Ending;
  letGo(): void;
}

function follow(client: Leaving, deadlineMs: number): Following {
  const ending = new Ends();
  const leaving = client.ending();
  const leave = (reason: Error) => ending.end(reason);
  const timer = setTimeout(() => ending.end(new Error('The deadline has passed.')), deadlineMs);
  if (leaving.over) leave(leaving.over);
  else leaving.listen(leave);
  return {
    ending,
    letGo() {
      clearTimeout(timer);
      leaving.unlisten(leave);
    },
  };
}
