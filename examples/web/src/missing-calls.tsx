import { LocalTime } from './formats.tsx';
import type { CallIndexState } from './gql/graphql.ts';
import { type FragmentType, graphql, unmask } from './gql/index.ts';
import { sourceWords, wordsFor } from './words.ts';

const Missing = graphql(`
  fragment MissingCalls on CallSourceCoverage {
    source state origin code reachedBackTo asOf
    index { state reachedBackTo }
  }
`);

const indexWords: Record<CallIndexState, (who: string) => string> = {
  BUILDING: who => `The index of ${who}’s calls is still being built.`,
  CURRENT: who => `Some of ${who}’s calls could not be read.`,
  BEHIND: who => `${who} has not been read lately.`,
  FAILED: who => `The index of ${who}’s calls cannot be kept.`,
};

/** Says which calls of a source that is not all there are missing, and as of when the others are. */
export function MissingCalls({ part }: { readonly part: FragmentType<typeof Missing> }) {
  const { source, state, origin, code, reachedBackTo, asOf, index } = unmask(Missing, part);
  const who = sourceWords[source];
  const cause = code && wordsFor(code, who);
  if (state === 'UNAVAILABLE')
    return (
      <>
        <strong>{who}’s calls are missing here.</strong> {cause}
      </>
    );
  const isIndexed = origin === 'INDEX' && index;
  const backTo = isIndexed ? index.reachedBackTo : reachedBackTo;
  return (
    <>
      <strong>{isIndexed ? indexWords[index.state](who) : sentenceOf(who, asOf !== null)}</strong> {cause}{' '}
      {backTo && (
        <>
          It was read back to <LocalTime at={backTo} withDay />.{' '}
        </>
      )}
      {asOf && (
        <>
          This is as of <LocalTime at={asOf} withDay />.
        </>
      )}
    </>
  );
}

const sentenceOf = (who: string, isEarlier: boolean): string =>
  isEarlier ? `${who} cannot be asked just now.` : `${who} has not been searched to the end.`;
