// Sets the clock of a process ahead by the milliseconds that a file says at any time.
import { readFileSync } from 'node:fs';
import { env } from 'node:process';

const now = Date.now;

Date.now = () => now() + Number(readFileSync(env.CLOCK_FILE ?? '', 'utf8'));
