import { lengthOf, shortTime } from '../formats.tsx';
import type { EventsOfTurnFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { eventWords } from '../words.ts';
import { entryId } from './transcript.tsx';

const EventsOfTurn = graphql(`
  fragment EventsOfTurn on Turn {
    events { index kind type text offset llm { timeToFirstByte } entry { index } }
  }
`);

type TurnEvent = NonNullable<EventsOfTurnFragment['events']>[number];

interface TurnEventsProps {
  readonly turn: FragmentType<typeof EventsOfTurn>;
  readonly name: string;
}

/** Events of a turn, in which each utterance links to the transcript. A derived turn has none. */
export function TurnEvents({ turn, name }: TurnEventsProps) {
  const { events } = unmask(EventsOfTurn, turn);
  if (!events?.length) return null;
  return (
    <ol className="events" aria-label={name}>
      {events.map(event => (
        <li key={event.index}>
          <span className="offset">{typeof event.offset === 'number' && lengthOf(event.offset)}</span>
          <Kind event={event} />
          {event.entry ? <a href={`#${entryId(event.entry.index)}`}>{event.text}</a> : event.text}
          <FirstByte event={event} />
        </li>
      ))}
    </ol>
  );
}

function Kind({ event: { kind, type } }: { readonly event: TurnEvent }) {
  const word = eventWords[kind];
  return word ? (
    <span className="kind" title={type ?? undefined}>
      {word}
    </span>
  ) : (
    <code>{type ?? 'event'}</code>
  );
}

function FirstByte({ event: { llm } }: { readonly event: TurnEvent }) {
  const seconds = llm?.timeToFirstByte;
  return (
    typeof seconds === 'number' && <span className="first-byte">first byte after {shortTime(seconds)}</span>
  );
}
