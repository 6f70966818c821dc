import type { ReactNode } from 'react';
import { go } from './address.ts';
import type { OrderDirection } from './gql/graphql.ts';
import { isOneOf } from './words.ts';

/** The order of a table; the address spells it `DURATION-ASC`. */
export interface Order<Field extends string> {
  readonly field: Field;
  readonly direction: OrderDirection;
}

const directions: Record<OrderDirection, 'ascending' | 'descending'> = {
  ASC: 'ascending',
  DESC: 'descending',
};

/** The order that the address gives, or the usual one where it gives none of these fields. */
export function readOrder<Field extends string>(
  spelled: string | null,
  fields: Record<Field, unknown>,
  usual: Order<Field>,
): Order<Field> {
  const [field = null, direction = null] = spelled?.split('-') ?? [];
  return isOneOf(fields, field) && isOneOf(directions, direction) ? { field, direction } : usual;
}

interface SortableHeadProps<Field extends string> {
  /** The parameter of the address that holds the order. */
  readonly parameter: string;
  readonly field: Field;
  readonly order: Order<Field>;
  readonly children: ReactNode;
}

/** The head of a column that sorts the table by it: the greatest first, and the least first when pressed again. */
export function SortableHead<Field extends string>(props: SortableHeadProps<Field>) {
  const { parameter, field, order, children } = props;
  const isChosen = order.field === field;
  const next: OrderDirection = isChosen && order.direction === 'DESC' ? 'ASC' : 'DESC';
  return (
    <th scope="col" aria-sort={isChosen ? directions[order.direction] : undefined}>
      <button
        type="button"
        className="sort"
        onClick={() => go({ [parameter]: `${field}-${next}` }, 'replace')}
      >
        {children}
        <span className="arrow" aria-hidden="true">
          {isChosen ? (order.direction === 'DESC' ? '▼' : '▲') : '↕'}
        </span>
      </button>
    </th>
  );
}
