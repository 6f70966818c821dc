import { type KeyboardEvent, useRef } from 'react';
import { Key } from '../charts/chart.tsx';
import { lengthOf } from '../formats.tsx';
import type { TurnsFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { TurnEvents } from './turn-events.tsx';

const TurnsOfCall = graphql(`
  fragment Turns on Turn {
    index
    startOffset
    endOffset
    derived
    transcript { index speaker startOffset endOffset }
    ...EventsOfTurn
  }
`);

interface TimelineProps {
  readonly turns: readonly FragmentType<typeof TurnsOfCall>[] | null | undefined;
  readonly duration: number | null | undefined;
  /** The `index` of the turn that is chosen. */
  readonly chosen: number | null;
  onChoose(turn: number | null): void;
}

interface Timed {
  readonly startOffset: number;
  readonly endOffset: number | null;
}

type TimedTurn = TurnsFragment & Timed;

const isTimed = <Part extends { readonly startOffset: number | null }>(part: Part): part is Part & Timed =>
  typeof part.startOffset === 'number';

const endOf = ({ startOffset, endOffset }: Timed): number => endOffset ?? startOffset;

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** The turns at their places in the call. One of them is in the tab order; arrow keys lead to the others. */
export function Timeline({ turns, duration, chosen, onChoose }: TimelineProps) {
  const bar = useRef<HTMLDivElement>(null);
  const known = unmask(TurnsOfCall, turns ?? []);
  const timed = known.filter(isTimed);
  if (timed.length === 0) return <p className="faint">No turns are known for this call.</p>;
  const length = Math.max(duration ?? 0, ...timed.map(endOf), 1);

  function onKeyDown(event: KeyboardEvent): void {
    const step = steps[event.key];
    const buttons = [...(bar.current?.querySelectorAll('button') ?? [])];
    const next = step && buttons[buttons.findIndex(button => button.matches(':focus')) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  const chosenTurn = timed.find(({ index }) => index === chosen);
  return (
    <>
      <div ref={bar} className="timeline" role="toolbar" aria-label="Turns" onKeyDown={onKeyDown}>
        {timed.map(turn => (
          <button
            key={turn.index}
            type="button"
            style={spanWithin({ startOffset: 0, endOffset: length }, turn)}
            aria-pressed={turn.index === chosen}
            aria-label={nameOf(turn)}
            title={nameOf(turn)}
            tabIndex={turn === (chosenTurn ?? timed[0]) ? 0 : -1}
            onClick={() => onChoose(turn.index === chosen ? null : turn.index)}
          >
            <Speech turn={turn} />
          </button>
        ))}
      </div>
      <div className="ruler" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map(part => (
          <span key={part}>{lengthOf(part * length)}</span>
        ))}
      </div>
      <Legend turns={known} />
      {chosenTurn && <TurnEvents turn={chosenTurn} name={`Events of turn ${placeOf(chosenTurn)}`} />}
    </>
  );
}

const placeOf = ({ index }: Pick<TimedTurn, 'index'>): number => index + 1;

const nameOf = (turn: TimedTurn): string =>
  `Turn ${placeOf(turn)}, ${lengthOf(turn.startOffset)} to ${lengthOf(endOf(turn))}`;

/** The place of a part within its whole, in percent. */
function spanWithin(whole: Timed, part: Timed) {
  const length = endOf(whole) - whole.startOffset;
  const share = (seconds: number) => (length > 0 ? `${(100 * seconds) / length}%` : '0');
  return { left: share(part.startOffset - whole.startOffset), width: share(endOf(part) - part.startOffset) };
}

/** The entries of a turn at their places in it, the customer's above and the agent's below. */
const Speech = ({ turn }: { readonly turn: TimedTurn }) =>
  turn.transcript
    ?.filter(isTimed)
    .map(entry => (
      <span
        key={entry.index}
        className={`speech ${(entry.speaker ?? 'OTHER').toLowerCase()}`}
        style={spanWithin(turn, entry)}
      />
    ));

function Legend({ turns }: { readonly turns: readonly TurnsFragment[] }) {
  const untimed = turns.filter(turn => !isTimed(turn)).length;
  return (
    <p className="faint legend">
      {turns.some(({ transcript }) => transcript?.length) && (
        <>
          <Key colour="var(--customer)">Customer</Key>
          <Key colour="var(--agent)">Agent</Key>
        </>
      )}
      <span>
        {turns.length === 1 ? '1 turn' : `${turns.length} turns`}
        {turns.some(({ derived }) => derived) && ', told from the transcript'}
        {untimed > 0 && `, ${untimed} without a time`}. Choose one to find it below.
      </span>
    </p>
  );
}
