import { GraphQLError, GraphQLScalarType } from 'graphql';
import { type Instant, parseInstant } from '../domain/instant.ts';

/**
 * Ours, because the libraries' go through a Date, which cuts microseconds. Description and address stand here
 * once more, because those of the SDL are lost to a scalar that is given as an object.
 */
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
