import {
  type FloatValueNode,
  GraphQLError,
  GraphQLScalarType,
  type IntValueNode,
  Kind,
  type StringValueNode,
  type ValueNode,
} from 'graphql';
import { type Decimal as DecimalValue, formatDecimal, parseBoundedDecimal } from '../../domain/decimal.ts';
import { type Instant, parseInstantOrDate } from '../../domain/instant.ts';

/** Custom scalars repeat their descriptions here, because a scalar given as an object loses that of the SDL. */
export const Decimal = new GraphQLScalarType<DecimalValue, string>({
  name: 'Decimal',
  description:
    'An exact decimal number as a string without exponent, with all digits of its source: `"12.35"`. Compute with it by a decimal\nlibrary. As an input it has at most 12 digits before the point and 18 behind it, and may be a number.',
  serialize: value => formatDecimal(value as DecimalValue),
  parseValue: value => readDecimal(typeof value === 'number' ? formatDecimal(value) : value),
  parseLiteral: node => readDecimal(isDecimalLiteral(node) ? node.value : null, node),
});

const isDecimalLiteral = (node: ValueNode): node is StringValueNode | IntValueNode | FloatValueNode =>
  node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT;

/** Throws for anything but a decimal within the bounds; the error of a literal has its location. */
function readDecimal(value: unknown, node: ValueNode | null = null): DecimalValue {
  const decimal = typeof value === 'string' ? parseBoundedDecimal(value) : null;
  if (decimal !== null) return decimal;
  throw new GraphQLError(
    'A Decimal is a number such as "12.35", without exponent, of at most 12 digits before the point and 18 behind it.',
    { nodes: node ?? [] },
  );
}

/** Hand-written, because the libraries' scalars parse to a Date, which cuts microseconds. */
export const DateTimeOrDate = new GraphQLScalarType<Instant, Instant>({
  name: 'DateTimeOrDate',
  description:
    'A point in time by RFC 3339, or a date such as `2026-11-27`, which means its midnight in UTC. A time without an offset is in\nUTC too. Input only.',
  parseValue: value => readMoment(value),
  parseLiteral: node => readMoment(node.kind === Kind.STRING ? node.value : null, node),
});

/** Throws for anything but a time or a date; the error of a literal has its location. */
function readMoment(value: unknown, node: ValueNode | null = null): Instant {
  const instant = typeof value === 'string' ? parseInstantOrDate(value) : null;
  if (instant !== null) return instant;
  throw new GraphQLError(
    'A DateTimeOrDate is a time such as "2026-03-09T10:00:00Z" or a date such as "2026-03-09".',
    { nodes: node ?? [] },
  );
}
