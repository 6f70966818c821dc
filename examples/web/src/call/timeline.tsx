import { type KeyboardEvent, useRef } from 'react';
import { lengthOf } from '../formats.tsx';
import type { TurnsFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';

const TurnsOfCall = graphql(`
  fragment Turns on Turn {
    number
    startOffset
    endOffset
    derived
    events { type text offset }
  }
`);

interface TimelineProps {
  readonly turns: readonly FragmentType<typeof TurnsOfCall>[] | null | undefined;
  readonly duration: number | null | undefined;
  readonly chosen: number | null;
  onChoose(turn: number | null): void;
}

interface TimedTurn extends TurnsFragment {
  readonly startOffset: number;
  readonly number: number;
}

const isTimed = (turn: TurnsFragment): turn is TimedTurn =>
  typeof turn.startOffset === 'number' && typeof turn.number === 'number';

const endOf = ({ startOffset, endOffset }: TimedTurn): number => endOffset ?? startOffset;

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The turns at their places in the call. One of them is in the tab order; arrow keys lead to the others. */
export function Timeline({ turns, duration, chosen, onChoose }: TimelineProps) {
  const bar = useRef<HTMLDivElement>(null);
  const timed = unmask(TurnsOfCall, turns ?? []).filter(isTimed);
  if (timed.length === 0) return <p className="faint">No turns are known of this call.</p>;
  const length = Math.max(duration ?? 0, ...timed.map(endOf), 1);
  const share = (seconds: number) => `${(100 * seconds) / length}%`;

  function onKeyDown(event: KeyboardEvent): void {
    const step = steps[event.key];
    const buttons = [...(bar.current?.querySelectorAll('button') ?? [])];
    const next = step && buttons[buttons.findIndex(button => button.matches(':focus')) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  const reachable = timed.find(({ number }) => number === chosen) ?? timed[0];
  return (
    <>
      <div ref={bar} className="timeline" role="toolbar" aria-label="Turns" onKeyDown={onKeyDown}>
        {timed.map(turn => (
          <button
            key={turn.number}
            type="button"
            style={{ left: share(turn.startOffset), width: share(endOf(turn) - turn.startOffset) }}
            aria-pressed={turn.number === chosen}
            aria-label={nameOf(turn)}
            title={nameOf(turn)}
            tabIndex={turn === reachable ? 0 : -1}
            onClick={() => onChoose(turn.number === chosen ? null : turn.number)}
          />
        ))}
      </div>
      <div className="ruler" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map(part => (
          <span key={part}>{lengthOf(part * length)}</span>
        ))}
      </div>
      <p className="faint">
        {timed.length === 1 ? '1 turn' : `${timed.length} turns`}
        {timed.some(({ derived }) => derived) && ', told from the transcript'}. Choose one to find it below.
      </p>
      <Events turn={timed.find(({ number }) => number === chosen)} />
    </>
  );
}

const nameOf = (turn: TimedTurn): string =>
  `Turn ${turn.number}, ${lengthOf(turn.startOffset)} to ${lengthOf(endOf(turn))}`;

/** What the source recorded in a turn; a derived turn has no events. */
function Events({ turn }: { readonly turn: TimedTurn | undefined }) {
  if (!turn?.events?.length) return null;
  return (
    <ol className="events" aria-label={`Events of turn ${turn.number}`}>
      {turn.events.map(({ type, text, offset }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: events have no key, and their order never changes.
        <li key={index}>
          <span className="offset">{typeof offset === 'number' && lengthOf(offset)}</span>
          <code>{type ?? 'event'}</code> <span>{text}</span>
        </li>
      ))}
    </ol>
  );
}
