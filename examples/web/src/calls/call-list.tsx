import { useEffect, useMemo, useState } from 'react';
import { useQuery } from 'urql';
import { Failure } from '../failure.tsx';
import type { CallFilter } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { CoverageNotices } from './coverage-notices.tsx';
import { LoadingRows, NoCalls } from './list-states.tsx';
import { dayOfCall, type ListedCall, Rows } from './rows.tsx';

const CallsQuery = graphql(`
  query Calls($after: String, $filter: CallFilter) {
    calls(first: 25, after: $after, filter: $filter) {
      nodes { id ...DayOfCall ...CallRow ...ListedCost }
      pageInfo { hasNextPage endCursor }
      coverage { ...Coverage }
    }
  }
`);

interface CallListProps {
  readonly filter: CallFilter;
  /** The id of the call that is open. */
  readonly open: string | null;
  /** Asks anew even for what is known. */
  readonly fresh: boolean;
  /** Hears of the calls of all pages each time there are others. */
  onShown(calls: readonly ListedCall[]): void;
}

interface PageProps extends CallListProps {
  readonly after: string | null;
  /** The calls of the pages before this one. */
  readonly before: readonly ListedCall[];
}

const none: readonly ListedCall[] = [];

export const CallList = (props: CallListProps) => <Page {...props} after={null} before={none} />;

/** One page and, once it is wanted, the next: each loads, fails and is tried again by itself. */
function Page({ after, before, ...list }: PageProps) {
  const [{ data, error, fetching }, ask] = useQuery({
    query: CallsQuery,
    variables: { after, filter: list.filter },
    requestPolicy: list.fresh ? 'network-only' : 'cache-first',
  });
  const [wantsMore, setWantsMore] = useState(false);
  const retry = () => ask({ requestPolicy: 'network-only' });
  const page = data?.calls;
  const shown = useMemo(() => [...before, ...(page?.nodes ?? none)], [before, page]);
  const isLast = !(page?.pageInfo.hasNextPage && wantsMore);
  const { onShown } = list;
  useEffect(() => {
    if (isLast) onShown(shown);
  }, [isLast, shown, onShown]);
  if (!page && fetching && !error) return <LoadingRows />;
  if (!page) return <Failure what="No calls to show." error={error} busy={fetching} onRetry={retry} />;

  const calls = page.nodes;
  const { hasNextPage, endCursor } = page.pageInfo;
  const total = shown.length;
  return (
    <>
      <CoverageNotices coverage={page.coverage} busy={fetching} onRetry={retry} />
      <Rows calls={calls} dayBefore={dayOfCall(before.at(-1))} open={list.open} isLater={after !== null} />
      {!hasNextPage && total > 0 && <p className="end">That is all: {total} in this list.</p>}
      {!hasNextPage && total === 0 && <NoCalls filter={list.filter} coverage={page.coverage} />}
      {hasNextPage && !wantsMore && (
        <button type="button" className="more" onClick={() => setWantsMore(true)}>
          {calls.length > 0 ? 'Load more' : 'Search further back'}
        </button>
      )}
      {!isLast && <Page {...list} key={endCursor} after={endCursor ?? null} before={shown} />}
    </>
  );
}
