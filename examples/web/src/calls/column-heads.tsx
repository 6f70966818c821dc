import type { CallOrderField } from '../gql/graphql.ts';
import { type Order, SortableHead } from '../sorting.tsx';

export type SortableField = Extract<CallOrderField, 'TIME' | 'DURATION' | 'COST'>;

export type CallsOrder = Order<SortableField>;

export const sortableFields: Record<SortableField, string> = {
  TIME: 'Began',
  DURATION: 'Length',
  COST: 'Cost',
};

/** The order that needs no index. */
export const usualOrder: CallsOrder = { field: 'TIME', direction: 'DESC' };

export const isUsual = ({ field, direction }: CallsOrder): boolean =>
  field === usualOrder.field && direction === usualOrder.direction;

export const columnCount = 4;

export const ColumnHeads = ({ order }: { readonly order: CallsOrder }) => (
  <thead>
    <tr>
      <th scope="col">Call</th>
      {Object.entries(sortableFields).map(([field, word]) => (
        <SortableHead key={field} parameter="sort" field={field as SortableField} order={order}>
          {word}
        </SortableHead>
      ))}
    </tr>
  </thead>
);
