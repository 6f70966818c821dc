import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { type CombinedError, useQuery } from 'urql';
import { go } from '../address.ts';
import { Failure } from '../failure.tsx';
import type { CallFilter } from '../gql/graphql.ts';
import { graphql } from '../gql/index.ts';
import { type CallsOrder, ColumnHeads, columnCount, isUsual } from './column-heads.tsx';
import { type Coverage, CoverageNotices } from './coverage-notices.tsx';
import { LoadingRows, NoCalls } from './list-states.tsx';
import { dayOfCall, type ListedCall, Rows } from './rows.tsx';

const CallsQuery = graphql(`
  query Calls($after: String, $filter: CallFilter, $orderBy: CallOrder) {
    calls(first: 25, after: $after, filter: $filter, orderBy: $orderBy) {
      totalCount
      nodes { id ...DayOfCall ...CallRow ...ListedCost }
      pageInfo { hasNextPage endCursor }
      coverage { ...Coverage }
    }
  }
`);

interface CallListProps {
  readonly filter: CallFilter;
  readonly order: CallsOrder;
  /** The id of the call that is open. */
  readonly open: string | null;
  /** Whether the gateway is asked although the page is cached. */
  readonly fresh: boolean;
  /** Hears of the calls of all pages each time there are others, and of how many match in all. */
  onShown(calls: readonly ListedCall[], totalCount: number | null): void;
}

interface PageProps extends CallListProps {
  readonly after: string | null;
  /** The calls of the pages before this one. */
  readonly before: readonly ListedCall[];
}

const none: readonly ListedCall[] = [];

export const CallList = (props: CallListProps) => (
  <table className="calls">
    <caption className="unseen">Calls</caption>
    <ColumnHeads order={props.order} />
    <Page {...props} after={null} before={none} />
  </table>
);

/** A page and, once it is wanted, the next: each loads, fails and is tried again by itself. */
function Page({ after, before, ...list }: PageProps) {
  const { filter, order, open, fresh, onShown } = list;
  const [{ data, error, fetching }, ask] = useQuery({
    query: CallsQuery,
    // Without an order the sources may answer themselves, which are fresher than the index.
    variables: { after, filter, orderBy: isUsual(order) ? null : order },
    requestPolicy: fresh ? 'network-only' : 'cache-first',
  });
  const [wantsMore, setWantsMore] = useState(false);
  const page = data?.calls;
  const shown = useMemo(() => [...before, ...(page?.nodes ?? none)], [before, page]);
  const isLast = !(page?.pageInfo.hasNextPage && wantsMore);
  const totalCount = page?.totalCount ?? null;
  useEffect(() => {
    if (isLast) onShown(shown, totalCount);
  }, [isLast, shown, totalCount, onShown]);
  const state = { busy: fetching, onRetry: () => ask({ requestPolicy: 'network-only' }) };
  if (!page) return fetching && !error ? <Loading /> : <NoPage error={error} order={order} {...state} />;

  return (
    <>
      <AcrossColumns>
        <CoverageNotices coverage={page.coverage} {...state} />
      </AcrossColumns>
      <Rows
        calls={page.nodes}
        dayBefore={dayOfCall(before.at(-1))}
        byDay={order.field === 'TIME'}
        open={open}
        isLater={after !== null}
      />
      <AcrossColumns>
        {page.pageInfo.hasNextPage ? (
          !wantsMore && <More isSearch={page.nodes.length === 0} onClick={() => setWantsMore(true)} />
        ) : (
          <End total={shown.length} filter={filter} coverage={page.coverage} />
        )}
      </AcrossColumns>
      {!isLast && (
        <Page
          {...list}
          key={page.pageInfo.endCursor}
          after={page.pageInfo.endCursor ?? null}
          before={shown}
        />
      )}
    </>
  );
}

const Loading = () => (
  <AcrossColumns>
    <LoadingRows />
  </AcrossColumns>
);

interface NoPageProps {
  readonly error: CombinedError | undefined;
  readonly order: CallsOrder;
  readonly busy: boolean;
  onRetry(): void;
}

/** A page that failed, with the way out of an order that this gateway may not be able to give. */
const NoPage = ({ order, ...failure }: NoPageProps) => (
  <AcrossColumns>
    <Failure title="No calls to show." {...failure} />
    {!isUsual(order) && (
      <button type="button" className="more" onClick={() => go({ sort: null }, 'replace')}>
        Show the newest first
      </button>
    )}
  </AcrossColumns>
);

const More = ({ isSearch, onClick }: { readonly isSearch: boolean; onClick(): void }) => (
  <button type="button" className="more" onClick={onClick}>
    {isSearch ? 'Search further back' : 'Load more'}
  </button>
);

interface EndProps {
  readonly total: number;
  readonly filter: CallFilter;
  readonly coverage: Coverage;
}

const End = ({ total, filter, coverage }: EndProps) =>
  total > 0 ? (
    <p className="end">That is all: {total} in this list.</p>
  ) : (
    <NoCalls filter={filter} coverage={coverage} />
  );

const AcrossColumns = ({ children }: { readonly children: ReactNode }) => (
  <tbody>
    <tr>
      <td className="across" colSpan={columnCount}>
        {children}
      </td>
    </tr>
  </tbody>
);
