import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratchFolder } from '../call-index/scratch-folder.ts';
import { type Program, run } from '../run-main.ts';

const bin = fileURLToPath(new URL('../../bin/switchboard.js', import.meta.url));
const shiftedClock = new URL('./shifted-clock.js', import.meta.url).href;

/** A clock that is set ahead, so that walks and rechecks become due. */
export interface ShiftedClock {
  readonly path: string;
  now(): number;
  advance(milliseconds: number): void;
}

export function createShiftedClock(): ShiftedClock {
  const path = join(scratchFolder(), 'clock');
  let shift = 0;

  /** Renames, because a reader must not find half of a file. */
  function write(): void {
    writeFileSync(`${path}.next`, String(shift));
    renameSync(`${path}.next`, path);
  }

  write();
  return {
    path,
    now: () => Date.now() + shift,
    advance(milliseconds) {
      shift += milliseconds;
      write();
    },
  };
}

export interface GatewayProcess extends Program {
  /** Asks a query, and returns its data. */
  // biome-ignore lint/suspicious/noExplicitAny: the data depends on the query.
  ask(query: string): Promise<any>;
}

const basics = {
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'silent',
  WARM_UP: 'off',
  INDEX: 'on',
  INDEX_SHARE: '1',
};

/** Runs the built gateway by a shifted clock. */
export function startGateway(clock: ShiftedClock, settings: Record<string, string>): GatewayProcess {
  const program = run(['--import', shiftedClock, bin], scratchFolder(), {
    ...basics,
    ...settings,
    CLOCK_FILE: clock.path,
  });
  return {
    ...program,
    async ask(query) {
      const url = await program.says(/listening: .* at (http:\S+)/);
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
      if (errors) throw new Error(JSON.stringify(errors));
      return data;
    },
  };
}
