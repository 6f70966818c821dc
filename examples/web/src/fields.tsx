import type { ReactNode } from 'react';
import { go } from './address.ts';

interface SegmentsProps<Value extends string> {
  readonly legend: string;
  readonly name: string;
  readonly words: Readonly<Record<Value, string>>;
  readonly chosen: Value;
  onChoose(value: Value): void;
}

/** A choice among a few, all of them in view. */
export function Segments<Value extends string>({
  legend,
  name,
  words,
  chosen,
  onChoose,
}: SegmentsProps<Value>) {
  return (
    <fieldset className="segments">
      <legend className="unseen">{legend}</legend>
      {(Object.keys(words) as Value[]).map(value => (
        <label key={value}>
          <input type="radio" name={name} checked={chosen === value} onChange={() => onChoose(value)} />
          <span>{words[value]}</span>
        </label>
      ))}
    </fieldset>
  );
}

export const DayField = ({ name, day }: { readonly name: 'from' | 'to'; readonly day: string | null }) => (
  <input type="date" value={day ?? ''} onChange={event => go({ [name]: event.target.value }, 'replace')} />
);

export const Field = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child.
  <label className="field">
    <span>{label}</span>
    {children}
  </label>
);
