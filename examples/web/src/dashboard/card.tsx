import { type ReactNode, useId } from 'react';

interface CardProps {
  readonly title: string;
  readonly className?: string;
  /** Choices beside the title. */
  readonly tools?: ReactNode;
  /** Absent while it loads. */
  readonly children?: ReactNode;
}

export function Card({ title, className = '', tools, children }: CardProps) {
  const id = useId();
  return (
    <section className={`part ${className}`} aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
        {tools}
      </div>
      {children ?? (
        <div role="status">
          <span className="unseen">Loading…</span>
          <div className="bone plot" aria-hidden="true" />
        </div>
      )}
    </section>
  );
}
