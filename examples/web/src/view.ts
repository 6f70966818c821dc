/** The properties of both views of the page. */
export interface ViewProps {
  readonly address: URLSearchParams;
  /** How often the reader has asked for everything anew. */
  readonly refreshes: number;
  onRefresh(): void;
}
