import { GraphQLError, GraphQLScalarType } from 'graphql';
import { type Decimal as DecimalValue, formatDecimal } from '../../domain/decimal.ts';
import { type Instant, parseInstant, parseInstantOrDate } from '../../domain/instant.ts';

/** Custom scalars repeat their descriptions here, because a scalar given as an object loses that of the SDL. */
export const Decimal = new GraphQLScalarType<DecimalValue, string>({
  name: 'Decimal',
  description:
    'An exact decimal number as a string without exponent, with all digits of its source: `"12.35"`. Compute with it by a decimal library.',
  serialize: value => formatDecimal(value as DecimalValue),
});

/** Hand-written, because the libraries' scalars parse to a Date, which cuts microseconds. */
export const DateTime = new GraphQLScalarType<Instant, Instant>({
  name: 'DateTime',
  description:
    'A point in time in UTC, by RFC 3339: `2026-03-09T10:00:05.123456Z`, with as many digits as the source gave.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  parseValue(value) {
    const instant = typeof value === 'string' ? parseInstant(value) : null;
    if (instant === null) throw new GraphQLError('A DateTime is a time such as "2026-03-09T10:00:00Z".');
    return instant;
  },
});

export const DateTimeOrDate = new GraphQLScalarType<Instant, Instant>({
  name: 'DateTimeOrDate',
  description:
    'A point in time by RFC 3339, or a date such as `2026-11-27`, which means its midnight in UTC. Input only.',
  parseValue(value) {
    const instant = typeof value === 'string' ? parseInstantOrDate(value) : null;
    if (instant === null)
      throw new GraphQLError(
        'A DateTimeOrDate is a time such as "2026-03-09T10:00:00Z" or a date such as "2026-03-09".',
      );
    return instant;
  },
});
