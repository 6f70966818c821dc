import type { ReactNode } from 'react';
import { go } from '../address.ts';
import { LocalTime, lengthOf } from '../formats.tsx';
import type { FactsFragment } from '../gql/graphql.ts';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { Status } from '../status.tsx';
import { directionWords, sourceWords } from '../words.ts';

const FactsOfCall = graphql(`
  fragment Facts on Call {
    source
    sid
    status
    rawStatus
    direction
    isPreview
    time
    endedAt
    duration
    customerNumber
    agentNumber
    agentName
    agent { id }
    endReason
    flowName
    interruptions
    agentSettings { llm { provider model } }
    recordings { index url status }
  }
`);

/** The parties, times and outcome of a call. */
export function Facts({ call }: { readonly call: FragmentType<typeof FactsOfCall> }) {
  const facts = unmask(FactsOfCall, call);
  const { source, direction, duration, agent, interruptions } = facts;
  return (
    <>
      <header className="call-head">
        <h2>{facts.customerNumber ?? (facts.isPreview ? 'Preview' : 'No number')}</h2>
        <Status status={facts.status} rawStatus={facts.rawStatus} />
        <span className={`source ${source.toLowerCase()}`}>{sourceWords[source]}</span>
      </header>
      <dl className="facts">
        <Fact name="Agent">
          {facts.agentName ?? 'Without a name'}
          {agent && (
            <button type="button" className="link" onClick={() => go({ agent: agent.id })}>
              all calls
            </button>
          )}
        </Fact>
        <Fact name="Began">{facts.time && <LocalTime at={facts.time} withDay />}</Fact>
        <Fact name="Ended">{facts.endedAt && <LocalTime at={facts.endedAt} withDay />}</Fact>
        <Fact name="Length">{typeof duration === 'number' && lengthOf(duration)}</Fact>
        <Fact name="Direction">{direction && directionWords[direction]}</Fact>
        <Fact name="Agent’s number">{facts.agentNumber}</Fact>
        <Fact name="End reason">{facts.endReason}</Fact>
        <Fact name="Flow">{facts.flowName}</Fact>
        <Fact name="Interruptions">{typeof interruptions === 'number' && String(interruptions)}</Fact>
        <Fact name="Language model">{modelOf(facts)}</Fact>
        <Fact name="Recording">
          <Recordings recordings={facts.recordings} />
        </Fact>
        <Fact name="Sid">
          <code>{facts.sid}</code>
        </Fact>
      </dl>
    </>
  );
}

/** The model that spoke during the call, which need not be the agent's model of today. */
function modelOf({ agentSettings }: Pick<FactsFragment, 'agentSettings'>): string | undefined {
  const { provider, model } = agentSettings?.llm ?? {};
  return model && provider ? `${model} by ${provider}` : (model ?? provider ?? undefined);
}

/** A fact that is not known is not shown. */
const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) =>
  children ? (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  ) : null;

type RecordingsProps = Pick<FactsFragment, 'recordings'>;

function Recordings({ recordings }: RecordingsProps) {
  if (!recordings) return 'Not known';
  if (recordings.length === 0) return 'None';
  return (
    <ul>
      {recordings.map(({ index, url, status }) => (
        <li key={index}>
          {url ? (
            <a href={url} target="_blank" rel="noreferrer">
              {recordings.length > 1 ? `Listen to ${index + 1}` : 'Listen'}
            </a>
          ) : (
            `In storage only${status && status !== 'completed' ? ` (${status})` : ''}`
          )}
        </li>
      ))}
    </ul>
  );
}
