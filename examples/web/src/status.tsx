import type { CallStatus } from './gql/graphql.ts';
import { statusWords } from './words.ts';

interface StatusProps {
  readonly status: CallStatus;
  readonly rawStatus: string | null | undefined;
}

/** A status as a coloured mark; the source's own word where the graph has none for it. */
export const Status = ({ status, rawStatus }: StatusProps) => (
  <span
    className={`status ${status.toLowerCase()}`}
    title={rawStatus ? `“${rawStatus}” in its source` : undefined}
  >
    {status === 'UNKNOWN' && rawStatus ? rawStatus : statusWords[status]}
  </span>
);
