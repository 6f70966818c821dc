import { type Call, nativeKeyOf } from '../../domain/call.ts';

/** The part of a call that the columns hold. */
export type ColumnValues = Pick<
  Call,
  | 'source'
  | 'status'
  | 'direction'
  | 'recordingEnabled'
  | 'startedAt'
  | 'createdAt'
  | 'endedAt'
  | 'duration'
  | 'turnCount'
  | 'cost'
  | 'agent'
  | 'agentName'
  | 'endReason'
  | 'flowName'
  | 'customerNumber'
> & { readonly key: string; readonly hasMetadata: boolean };

export const columnValuesOf = (call: Call): ColumnValues => ({
  source: call.source,
  status: call.status,
  direction: call.direction,
  recordingEnabled: call.recordingEnabled,
  startedAt: call.startedAt,
  createdAt: call.createdAt,
  endedAt: call.endedAt,
  duration: call.duration,
  turnCount: call.turnCount,
  cost: call.cost,
  agent: call.agent,
  agentName: call.agentName,
  endReason: call.endReason,
  flowName: call.flowName,
  customerNumber: call.customerNumber,
  key: nativeKeyOf(call),
  hasMetadata: call.metadata !== null,
});
