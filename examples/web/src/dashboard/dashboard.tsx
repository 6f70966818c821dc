import type { ViewProps } from '../view.ts';
import { SpanBar } from './span-bar.tsx';
import { filterOfSpan, intervalOf, readSpanChoice, spanOf } from './span.ts';
import { SpanFigures } from './span-figures.tsx';

/** Figures over the calls of a span, by the days of the reader's time zone. */
export function Dashboard({ address, refreshes, onRefresh }: ViewProps) {
  const choice = readSpanChoice(address);
  const span = spanOf(choice, address);
  return (
    <>
      <SpanBar choice={choice} span={span} address={address} timeZone={timeZone} onRefresh={onRefresh} />
      {span ? (
        <SpanFigures
          key={`${refreshes} ${span.from} ${span.to}`}
          span={span}
          request={{ filter: filterOfSpan(span), interval: intervalOf(span), timeZone, fresh: refreshes > 0 }}
          address={address}
        />
      ) : (
        <p className="blank" role="status">
          Choose a first and a last day, in this order.
        </p>
      )}
    </>
  );
}

const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
