import { GraphQLError, GraphQLScalarType } from 'graphql';
import { type Instant, parseInstant } from '../domain/instant.ts';

/** Ours, because the libraries' go through a Date, which cuts microseconds. */
export const DateTime = new GraphQLScalarType<Instant, Instant>({
  name: 'DateTime',
  parseValue(value) {
    const instant = typeof value === 'string' ? parseInstant(value) : null;
    if (instant === null) throw new GraphQLError('A DateTime is a time such as "2026-03-09T10:00:00Z".');
    return instant;
  },
});
