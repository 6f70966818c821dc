import type { ReactNode } from 'react';

/** The look of an axis, in the colours of light or dark. */
export const axisStyle = {
  stroke: 'var(--line)',
  tick: { fill: 'var(--faint)', fontSize: 12 },
  tickLine: false,
} as const;

/** The look of the bar that is pointed at, or reached by the arrow keys. */
export const cursorStyle = { fill: 'var(--raised)', stroke: 'none' } as const;

interface ChartProps {
  readonly children: ReactNode;
  readonly legend?: ReactNode;
  /** The figures that the picture is drawn from. */
  readonly table: ReactNode;
}

/** A picture, and its figures in a table for everyone who cannot see it or wants the exact values. */
export const Chart = ({ children, legend, table }: ChartProps) => (
  <figure className="chart">
    {legend && <figcaption className="legend">{legend}</figcaption>}
    {children}
    <details>
      <summary>Figures</summary>
      <div className="wide">{table}</div>
    </details>
  </figure>
);

interface KeyProps {
  readonly colour: string;
  /** Dashes of a line; a bar has none. */
  readonly dashes?: string | undefined;
  readonly children: ReactNode;
}

/** A colour of the picture, or a line, and its meaning. */
export const Key = ({ colour, dashes, children }: KeyProps) => (
  <span className="key">
    {dashes === undefined ? (
      <i style={{ background: colour }} aria-hidden="true" />
    ) : (
      <svg viewBox="0 0 24 4" aria-hidden="true">
        <line x2="24" y1="2" y2="2" stroke={colour} strokeWidth="3" strokeDasharray={dashes} />
      </svg>
    )}
    {children}
  </span>
);
