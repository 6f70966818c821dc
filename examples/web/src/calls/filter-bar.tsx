import { type ReactNode, useState } from 'react';
import { go } from '../address.ts';
import { sourceWords, statusWords } from '../words.ts';
import { AgentChoice } from './agent-choice.tsx';
import { type Choice, noChoice } from './filter-choice.ts';
import { NumberField } from './number-field.tsx';

interface FilterBarProps {
  readonly choice: Choice;
  onRefresh(): void;
}

export function FilterBar({ choice, onRefresh }: FilterBarProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { status, agent, number, from, to } = choice;
  const chosen = [status, agent, from, to].filter(value => value !== null).length;
  const isFiltered = Object.values(choice).some(value => value !== null);
  return (
    <search className="filters">
      <div className="bar">
        <SourceChoice chosen={choice.source} />
        <span className="space" />
        {isFiltered && (
          <button type="button" className="quiet" onClick={() => go(noChoice, 'replace')}>
            Clear
          </button>
        )}
        <button type="button" className="quiet" onClick={onRefresh}>
          Refresh
        </button>
      </div>
      <NumberField key={number} number={number} />
      <button
        type="button"
        className="more-filters"
        aria-expanded={isOpen}
        aria-controls="more-filters"
        onClick={() => setIsOpen(!isOpen)}
      >
        {chosen === 0 ? 'More filters' : `More filters (${chosen})`}
      </button>
      <div id="more-filters" className={isOpen ? 'fields open' : 'fields'}>
        <Field label="Status">
          <select value={status ?? ''} onChange={event => go({ status: event.target.value }, 'replace')}>
            <option value="">Any</option>
            {Object.entries(statusWords).map(([value, word]) => (
              <option key={value} value={value}>
                {word}
              </option>
            ))}
          </select>
        </Field>
        <Field label="Agent">
          <AgentChoice agent={agent} />
        </Field>
        <Field label="From">
          <DayField name="from" day={from} />
        </Field>
        <Field label="To">
          <DayField name="to" day={to} />
        </Field>
      </div>
    </search>
  );
}

function SourceChoice({ chosen }: { readonly chosen: Choice['source'] }) {
  const options = [['', 'All'], ...Object.entries(sourceWords)] as const;
  return (
    <fieldset className="segments">
      <legend className="unseen">Source</legend>
      {options.map(([value, word]) => (
        <label key={value}>
          <input
            type="radio"
            name="source"
            checked={(chosen ?? '') === value}
            onChange={() => go({ source: value ?? null }, 'replace')}
          />
          <span>{word}</span>
        </label>
      ))}
    </fieldset>
  );
}

const DayField = ({ name, day }: { readonly name: 'from' | 'to'; readonly day: string | null }) => (
  <input type="date" value={day ?? ''} onChange={event => go({ [name]: event.target.value }, 'replace')} />
);

const Field = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child.
  <label className="field">
    <span>{label}</span>
    {children}
  </label>
);
