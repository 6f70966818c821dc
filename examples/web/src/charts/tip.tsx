import type { ReactNode } from 'react';
import type { TooltipContentProps } from 'recharts';

/** The content of a chart's tooltip: the data point that is pointed at, or reached by the arrow keys. */
export const tipFor =
  <Point,>(points: readonly Point[], describe: (point: Point) => ReactNode) =>
  ({ active, activeIndex }: TooltipContentProps) => {
    const point = active ? points[Number(activeIndex)] : undefined;
    return (
      point && (
        <div className="tip" role="status">
          {describe(point)}
        </div>
      )
    );
  };
