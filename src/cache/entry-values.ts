import type { SourceIdentity } from '../domain/call-source.ts';
import { isCallStatus } from '../domain/enums.ts';
import { isNumeral } from '../domain/numeral.ts';

/** Whether a value from Redis has the type of its key, because other programs may write to Redis. */
export type AcceptsValue = (value: unknown) => boolean;

/** Whether a value from Redis has the type of its kind, and belongs to the key. */
export type AcceptsValueOf = (value: unknown, key: string) => boolean;

export const acceptsCall =
  ({ name }: Pick<SourceIdentity, 'name'>): AcceptsValueOf =>
  (value, key) =>
    isObject(value) &&
    value['source'] === name &&
    isText(value['sid']) &&
    isTextOrNull(value['databaseId']) &&
    (value['databaseId'] ?? value['sid']) === key &&
    isComparable(value) &&
    (value['detail'] === null || isDetail(value['detail']));

/** Whether a call has the fields that a comparison of versions reads. */
const isComparable = (call: WireObject): boolean =>
  isCallStatus(call['status']) &&
  isTextOrNull(call['startedAt']) &&
  isTextOrNull(call['endedAt']) &&
  isTextOrNull(call['createdAt']) &&
  isTextOrNull(call['updatedAt']) &&
  isCost(call['cost']);

const isCost = (cost: unknown): boolean =>
  isObject(cost) &&
  (cost['unit'] === 'MONEY' || cost['unit'] === 'CREDITS') &&
  isTextOrNull(cost['currency']) &&
  isDecimalOrNull(cost['total']);

const isDetail = (detail: unknown): boolean =>
  isObject(detail) &&
  isObject(detail['costLines']) &&
  Object.values(detail['costLines']).every(isLineOrNull) &&
  (detail['row'] === undefined || (isObject(detail['row']) && isComparable(detail['row'])));

const isLineOrNull = (line: unknown): boolean =>
  line === null || (isObject(line) && isDecimalOrNull(line['amount']));

const isDecimalOrNull = (value: unknown): boolean =>
  value === null || Number.isFinite(value) || (isText(value) && isNumeral(value));

export const acceptsAlias =
  ({ isCallKey }: Pick<SourceIdentity, 'isCallKey'>): AcceptsValue =>
  value =>
    isObject(value) && isText(value['key']) && isCallKey(value['key']);

export const acceptsAgent =
  ({ name }: Pick<SourceIdentity, 'name'>): AcceptsValueOf =>
  (value, key) =>
    isObject(value) && value['source'] === name && value['agentId'] === key && isObject(value['profile']);

/** Accepts transcripts of any call, because their entries do not name the call. */
export const acceptsTranscript: AcceptsValue = value => isListWith(value, ['speaker', 'text']);

export const acceptsRecordings: AcceptsValue = value => isListWith(value, ['uri', 'url']);

const isListWith = (value: unknown, names: readonly string[]): boolean =>
  Array.isArray(value) &&
  value.every(item => isObject(item) && names.every(name => isTextOrNull(item[name])));

const isTextOrNull = (value: unknown): boolean => value === null || isText(value);

const isText = (value: unknown): value is string => typeof value === 'string';

type WireObject = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is WireObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
