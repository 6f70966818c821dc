import { useEffect, useRef } from 'react';
import type { CostOfCall } from '../costs/listed-costs.tsx';
import { dayOf } from '../formats.tsx';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { CallRow, type CallRowData } from './call-row.tsx';
import { columnCount } from './column-heads.tsx';

const DayOfCall = graphql(`
  fragment DayOfCall on Call { time }
`);

export type ListedCall = FragmentType<typeof DayOfCall> & CallRowData & CostOfCall & { readonly id: string };

/** The day that a call stands under; one without any time is about to begin. */
export function dayOfCall(call: FragmentType<typeof DayOfCall> | undefined): string | null {
  if (!call) return null;
  const { time } = unmask(DayOfCall, call);
  return time ? dayOf(time) : 'Now';
}

interface RowsProps {
  readonly calls: readonly ListedCall[];
  readonly dayBefore: string | null;
  /** Whether calls stand under their days, which only the order of time allows. */
  readonly byDay: boolean;
  readonly open: string | null;
  /** The first row takes the focus, because the button that had it has made place for this page. */
  readonly isLater: boolean;
}

export function Rows({ calls, dayBefore, byDay, open, isLater }: RowsProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    if (isLater) body.current?.querySelector('a')?.focus({ preventScroll: true });
  }, [isLater]);

  return (
    <tbody ref={body}>
      {calls.flatMap((call, index) => {
        const day = dayOfCall(call);
        const isNewDay = byDay && day !== (index === 0 ? dayBefore : dayOfCall(calls[index - 1]));
        return [
          isNewDay && <DayHead key={`day ${call.id}`} day={day} />,
          <CallRow key={call.id} call={call} isOpen={call.id === open} withDay={!byDay} />,
        ];
      })}
    </tbody>
  );
}

const DayHead = ({ day }: { readonly day: string | null }) => (
  <tr>
    <th className="day" colSpan={columnCount} scope="colgroup">
      {day}
    </th>
  </tr>
);
