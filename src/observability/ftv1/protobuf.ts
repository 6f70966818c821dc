import type { GraphQLError } from 'graphql';
import type { FinishedTrace, TraceNode } from './trace.ts';

/** Encodes a trace as base64 of the message `Trace` in `reports.proto` of github.com/apollographql/apollo-server. */
export const encodeTrace = ({ root, startedAt, milliseconds, isIncomplete }: FinishedTrace): string =>
  Buffer.from(
    message(
      inner(3, timestamp(startedAt + Math.round(milliseconds))),
      inner(4, timestamp(startedAt)),
      number(11, nanoseconds(milliseconds)),
      inner(14, nodeMessage(root)),
      isIncomplete ? number(33, 1) : nothing,
    ),
    'latin1',
  ).toString('base64');

const nodeMessage = ({ key, field, errors, children }: TraceNode): Bytes =>
  message(
    typeof key === 'string' ? text(1, key) : nothing,
    typeof key === 'number' ? number(2, key) : nothing,
    field ? text(3, field.type) : nothing,
    field ? number(8, nanoseconds(field.startedAt)) : nothing,
    field ? number(9, nanoseconds(field.endedAt)) : nothing,
    ...errors.map(error => inner(11, errorMessage(error))),
    ...children.map(child => inner(12, nodeMessage(child))),
    field ? text(13, field.parentType) : nothing,
    field && field.name !== key ? text(14, field.name) : nothing,
  );

const errorMessage = (error: GraphQLError): Bytes =>
  message(
    text(1, error.message),
    ...(error.locations ?? []).map(({ line, column }) =>
      inner(2, message(number(1, line), number(2, column))),
    ),
    text(4, JSON.stringify(error)),
  );

const timestamp = (time: number): Bytes =>
  message(number(1, Math.floor(time / 1000)), number(2, nanoseconds(time % 1000)));

const nanoseconds = (milliseconds: number): number => Math.round(milliseconds * 1_000_000);

// Protocol Buffers encoding: a field consists of its number, its wire type and its value.

/** Bytes as characters of a string, because thousands of small strings join in a fraction of the time of Buffers. */
type Bytes = string;

const nothing: Bytes = '';

const message = (...fields: readonly Bytes[]): Bytes => fields.join('');

const number = (field: number, value: number): Bytes => varint(field * 8) + varint(value);

const inner = (field: number, value: Bytes): Bytes => varint(field * 8 + 2) + varint(value.length) + value;

const text = (field: number, value: string): Bytes =>
  inner(field, Buffer.from(value, 'utf8').toString('latin1'));

/** Base 128 varint. Uses division, because bitwise operators are limited to 32 bits. */
function varint(value: number): Bytes {
  let bytes = nothing;
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes += String.fromCharCode((rest % 128) + 128);
  return bytes + String.fromCharCode(rest);
}
