import { useEffect, useRef } from 'react';
import { lengthOf } from '../formats.tsx';
import type { EntriesFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { speakerWords } from '../words.ts';

const EntriesOfCall = graphql(`
  fragment Entries on TranscriptEntry {
    index
    speaker
    rawSpeaker
    text
    startOffset
    confidence
    turn { index }
  }
`);

interface TranscriptProps {
  readonly entries: readonly FragmentType<typeof EntriesOfCall>[] | null | undefined;
  /** The `index` of the turn that is chosen on the timeline. */
  readonly turn: number | null;
}

export function Transcript({ entries, turn }: TranscriptProps) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const first = turn === null ? null : list.current?.querySelector('.chosen');
    first?.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }, [turn]);

  const said = unmask(EntriesOfCall, entries ?? []);
  if (said.length === 0)
    return <p className="faint">{entries ? 'Nothing was said.' : 'There is no transcript of this call.'}</p>;
  return (
    <ol ref={list} className="transcript">
      {said.map(entry => (
        <Entry key={entry.index} entry={entry} isChosen={turn !== null && entry.turn?.index === turn} />
      ))}
    </ol>
  );
}

/** The anchor of an entry, to which the events of the timeline lead. */
export const entryId = (index: number): string => `entry-${index}`;

/** Below it a word is worth a second look. */
const sureEnough = 0.8;

function Entry({ entry, isChosen }: { readonly entry: EntriesFragment; readonly isChosen: boolean }) {
  const { speaker, rawSpeaker, text, startOffset, confidence } = entry;
  const who = speaker === 'OTHER' && rawSpeaker ? rawSpeaker : speaker ? speakerWords[speaker] : 'Somebody';
  const isUnsure = typeof confidence === 'number' && confidence < sureEnough;
  return (
    <li
      id={entryId(entry.index)}
      className={`entry ${(speaker ?? 'OTHER').toLowerCase()} ${isChosen ? 'chosen' : ''}`}
    >
      <span className="who">
        {who} <span className="offset">{typeof startOffset === 'number' && lengthOf(startOffset)}</span>
        {isUnsure && <span className="unsure"> {Math.round(confidence * 100)} % sure</span>}
      </span>
      <p>{text}</p>
    </li>
  );
}
