import { useEffect, useRef } from 'react';
import { linkTo } from '../address.ts';
import { LocalTime, lengthOf, price, shortDay } from '../formats.tsx';
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

interface CallRowProps {
  readonly call: CallRowData;
  readonly isOpen: boolean;
  /** Whether its day is told, because it does not stand under it. */
  readonly withDay: boolean;
}

/** A call as a row that opens it: its link reaches over all cells. */
export function CallRow({ call, isOpen, withDay }: CallRowProps) {
  const row = unmask(CallRowFragment, call);
  const { id, source, direction, isPreview, time, duration, cost } = row;
  const link = useFocusAfterClosing(isOpen);
  return (
    <tr className={isOpen ? 'row open' : 'row'}>
      <th scope="row" className="row-call">
        <a ref={link} {...linkTo({ call: id })} aria-current={isOpen ? 'true' : undefined}>
          {row.customerNumber ?? (isPreview ? 'Preview' : 'No number')}
        </a>
        <span className="row-agent">
          <span className={`source ${source.toLowerCase()}`}>{sourceWords[source]}</span>
          <span className="cut">{row.agentName ?? 'Agent without a name'}</span>
        </span>
        <span className="row-facts">
          <Status status={row.status} rawStatus={row.rawStatus} />
          {direction && !isPreview && <span>{directionWords[direction]}</span>}
        </span>
      </th>
      <td>
        {time && withDay && `${shortDay(time)}, `}
        {time && <LocalTime at={time} />}
      </td>
      <td>{typeof duration === 'number' && lengthOf(duration)}</td>
      <td>{cost?.total && price(cost.total, cost)}</td>
    </tr>
  );
}
