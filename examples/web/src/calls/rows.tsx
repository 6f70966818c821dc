import { useEffect, useRef } from 'react';
import type { CostOfCall } from '../costs/listed-costs.tsx';
import { dayOf } from '../formats.tsx';
import { type FragmentType, graphql, unmask } from '../gql/index.ts';
import { CallRow, type CallRowData } from './call-row.tsx';

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
  readonly open: string | null;
  /** The first row takes the focus, because the button that had it has made place for this page. */
  readonly isLater: boolean;
}

export function Rows({ calls, dayBefore, open, isLater }: RowsProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (isLater) list.current?.querySelector('a')?.focus({ preventScroll: true });
  }, [isLater]);

  return (
    <ul ref={list} className="rows">
      {calls.map((call, index) => {
        const day = dayOfCall(call);
        const isNewDay = day !== (index === 0 ? dayBefore : dayOfCall(calls[index - 1]));
        return (
          <li key={call.id}>
            {isNewDay && <h2 className="day">{day}</h2>}
            <CallRow call={call} isOpen={call.id === open} />
          </li>
        );
      })}
    </ul>
  );
}
