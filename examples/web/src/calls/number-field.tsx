import { useEffect, useState } from 'react';
import { go } from '../address.ts';
import { fewestDigits, isEnoughOf } from './filter-choice.ts';

const pauseMs = 350;

/** Asks after a pause in typing, and only for a number that the gateway can look for. */
export function NumberField({ number }: { readonly number: string | null }) {
  const [typed, setTyped] = useState(number ?? '');
  const isTooShort = typed !== '' && !isEnoughOf(typed);

  useEffect(() => {
    if (typed === (number ?? '') || isTooShort) return;
    const pause = setTimeout(() => go({ number: typed }, 'replace'), pauseMs);
    return () => clearTimeout(pause);
  }, [typed, number, isTooShort]);

  return (
    <div className="number">
      <input
        type="search"
        inputMode="tel"
        aria-label="Customer number"
        aria-describedby="number-hint"
        aria-invalid={isTooShort}
        placeholder="Customer number, its last digits will do"
        value={typed}
        onChange={event => setTyped(event.target.value)}
      />
      <span id="number-hint" className="hint" role="status">
        {isTooShort && `At least ${fewestDigits} digits`}
      </span>
    </div>
  );
}
