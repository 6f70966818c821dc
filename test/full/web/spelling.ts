interface Cost {
  readonly unit: 'MONEY' | 'CREDITS';
  readonly currency: string | null;
  readonly total: string;
}

/** Seconds as the page spells them. */
export function clockOf(seconds: number): string {
  const whole = Math.round(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60].map(part => String(part).padStart(2, '0'));
  return whole < 3600 ? parts.join(':') : [Math.floor(whole / 3600), ...parts].join(':');
}

/** Sums as the page spells them: each digit of the statistics, and no sum over currencies. */
export const costsIn = (costs: readonly Cost[]): string[] =>
  costs.map(({ unit, currency, total }) =>
    unit === 'CREDITS' ? `${total} credits` : `${total} ${currency ?? 'without a currency'}`,
  );

/** A share as the page spells it. */
export const shareOf = (rate: number | null): string =>
  rate === null ? '–' : rate.toLocaleString('en-US', { style: 'percent', maximumFractionDigits: 1 });
