import { useEffect, useRef } from 'react';
import { linkTo } from '../address.ts';
import { LocalTime, lengthOf, price } from '../formats.tsx';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { Status } from '../status.tsx';
import { directionWords, sourceWords } from '../words.ts';

const CallRowFragment = graphql(`
  fragment CallRow on Call {
    id
    source
    status
    rawStatus
    direction
    isPreview
    customerNumber
    agentName
    time
    duration
    cost { unit currency total }
  }
`);

export type CallRowData = FragmentType<typeof CallRowFragment>;

/** Whoever closes a call goes on at its row. */
function useFocusAfterClosing(isOpen: boolean) {
  const link = useRef<HTMLAnchorElement>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current && !isOpen && document.activeElement === document.body) link.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return link;
}

/** A call as a row that opens it. */
export function CallRow({ call, isOpen }: { readonly call: CallRowData; readonly isOpen: boolean }) {
  const row = unmask(CallRowFragment, call);
  const { id, source, direction, isPreview, time, duration, cost } = row;
  const link = useFocusAfterClosing(isOpen);
  return (
    <a ref={link} className="row" {...linkTo({ call: id })} aria-current={isOpen ? 'true' : undefined}>
      <span className="row-who">{row.customerNumber ?? (isPreview ? 'Preview' : 'No number')}</span>
      <Status status={row.status} rawStatus={row.rawStatus} />
      <span className="row-agent">
        <span className={`source ${source.toLowerCase()}`}>{sourceWords[source]}</span>
        {row.agentName ?? 'Agent without a name'}
      </span>
      <span className="row-facts">
        {time && <LocalTime at={time} />}
        {direction && !isPreview && <span>{directionWords[direction]}</span>}
        {typeof duration === 'number' && <span>{lengthOf(duration)}</span>}
      </span>
      <span className="row-cost">{cost?.total && price(cost.total, cost)}</span>
    </a>
  );
}
