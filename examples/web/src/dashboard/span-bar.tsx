import { go } from '../address.ts';
import { DayField, Field, Segments } from '../fields.tsx';
import { type Span, type SpanChoice, spanWords } from './span.ts';

interface SpanBarProps {
  readonly choice: SpanChoice;
  /** Null while the days of a custom span are not chosen. */
  readonly span: Span | null;
  readonly address: URLSearchParams;
  readonly timeZone: string;
  onRefresh(): void;
}

/** Chooses the span of the dashboard. */
export function SpanBar({ choice, span, address, timeZone, onRefresh }: SpanBarProps) {
  const choose = (chosen: SpanChoice): void =>
    // A custom span begins with the days that are shown.
    go(chosen === 'custom' ? { span: chosen, ...span } : { span: chosen, from: null, to: null }, 'replace');
  return (
    <search className="span-bar">
      <Segments legend="Span" name="span" words={spanWords} chosen={choice} onChoose={choose} />
      {choice === 'custom' && (
        <>
          <Field label="From">
            <DayField name="from" day={address.get('from')} />
          </Field>
          <Field label="To">
            <DayField name="to" day={address.get('to')} />
          </Field>
        </>
      )}
      <span className="faint zone">Calls that started, by days in {timeZone}</span>
      <span className="space" />
      <button type="button" className="quiet" onClick={onRefresh}>
        Refresh
      </button>
    </search>
  );
}
