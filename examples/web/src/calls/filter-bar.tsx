import { useState } from 'react';
import { go } from '../address.ts';
import { DayField, Field, Segments } from '../fields.tsx';
import { sourceWords } from '../words.ts';
import { AgentChoice } from './agent-choice.tsx';
import { type Choice, isFiltered, noChoice } from './filter-choice.ts';
import { NumberField } from './number-field.tsx';
import { StatusChoice } from './status-choice.tsx';

interface FilterBarProps {
  readonly choice: Choice;
  onRefresh(): void;
}

export function FilterBar({ choice, onRefresh }: FilterBarProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { statuses, agent, number, from, to } = choice;
  const chosen = [agent, from, to].filter(value => value !== null).length + (statuses.length > 0 ? 1 : 0);
  return (
    <search className="filters">
      <div className="bar">
        <SourceChoice chosen={choice.source} />
        <span className="space" />
        {isFiltered(choice) && (
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
        <StatusChoice statuses={statuses} />
        <AgentChoice agent={agent} />
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

const sourceChoices = { '': 'All', ...sourceWords };

const SourceChoice = ({ chosen }: { readonly chosen: Choice['source'] }) => (
  <Segments
    legend="Source"
    name="source"
    words={sourceChoices}
    chosen={chosen ?? ''}
    onChoose={source => go({ source }, 'replace')}
  />
);
