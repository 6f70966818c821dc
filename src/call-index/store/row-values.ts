/**
 * A call as the engines store it: its values in the order of `valueColumns`. `extra` is JSON of the fields without a column
 * of their own. Other texts are encoded by `encodeText`.
 */
export type RowValues = readonly [
  ...LoadedValues,
  sid: string | null,
  metadata: string | null,
  extra: string,
];

/** The values that suffice for the columns in memory, in the order of `loadedColumns`. */
export type LoadedValues = readonly [
  key: string,
  status: string,
  direction: string | null,
  /** 0 for false, 1 for true. */
  recordingEnabled: number | null,
  startedAt: string | null,
  createdAt: string | null,
  endedAt: string | null,
  duration: number | null,
  turnCount: number | null,
  /** JSON of the decimal. */
  totalCost: string | null,
  /** ISO 4217 code, or CREDITS. */
  currency: string | null,
  agentId: string | null,
  agentName: string | null,
  endReason: string | null,
  flowName: string | null,
  customerNumber: string | null,
];

/** Places of the values. */
export const at = {
  key: 0,
  status: 1,
  direction: 2,
  recordingEnabled: 3,
  startedAt: 4,
  createdAt: 5,
  endedAt: 6,
  duration: 7,
  turnCount: 8,
  totalCost: 9,
  currency: 10,
  agentId: 11,
  agentName: 12,
  endReason: 13,
  flowName: 14,
  customerNumber: 15,
  sid: 16,
  metadata: 17,
  extra: 18,
} as const;

export interface ValueColumn {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'double';
}

export const loadedColumns: readonly ValueColumn[] = [
  { name: 'key', type: 'text' },
  { name: 'status', type: 'text' },
  { name: 'direction', type: 'text' },
  { name: 'recording_enabled', type: 'integer' },
  { name: 'started_at', type: 'text' },
  { name: 'created_at', type: 'text' },
  { name: 'ended_at', type: 'text' },
  { name: 'duration', type: 'double' },
  { name: 'turn_count', type: 'double' },
  { name: 'total_cost', type: 'text' },
  { name: 'currency', type: 'text' },
  { name: 'agent_id', type: 'text' },
  { name: 'agent_name', type: 'text' },
  { name: 'end_reason', type: 'text' },
  { name: 'flow_name', type: 'text' },
  { name: 'customer_number', type: 'text' },
];

export const valueColumns: readonly ValueColumn[] = [
  ...loadedColumns,
  { name: 'sid', type: 'text' },
  { name: 'metadata', type: 'text' },
  { name: 'extra', type: 'text' },
];

/** Tells whether two rows are equal in every field. */
export const areEqualValues = (a: RowValues, b: RowValues): boolean =>
  a.every((value, at) => value === b[at]);
