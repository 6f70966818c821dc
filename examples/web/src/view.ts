/** The properties of both views of the page. */
export interface ViewProps {
  readonly address: URLSearchParams;
  /** Number of refreshes by the reader. */
  readonly refreshes: number;
  onRefresh(): void;
}
