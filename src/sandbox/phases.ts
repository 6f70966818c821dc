import { later, type Timestamp } from './timestamps.ts';

/** Times of a call from its arrival to its end. */
export interface Course {
  readonly created: Timestamp;
  /** Null if nobody answers. */
  readonly answered: Timestamp | null;
  readonly ended: Timestamp;
}

export interface Phase {
  readonly name: 'queued' | 'ringing' | 'talking' | 'over';
  readonly since: Timestamp;
}

/** Phases in their order. */
const phasesOf = ({ created, answered, ended }: Course): readonly Phase[] => [
  { name: 'queued', since: created },
  { name: 'ringing', since: later(created, 1) },
  ...(answered === null ? [] : [{ name: 'talking', since: answered } as const]),
  { name: 'over', since: ended },
];

export const phaseAt = (course: Course, now: Timestamp): Phase =>
  phasesOf(course).findLast(({ since }) => since <= now) ?? { name: 'queued', since: course.created };

/** Start of the next phase; null for a call that is over. */
export const nextPhaseAfter = (course: Course, now: Timestamp): Timestamp | null =>
  phasesOf(course).find(({ since }) => since > now)?.since ?? null;
