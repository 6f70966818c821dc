import { expect, test } from 'vitest';
import { badUserInput } from '../../src/domain/errors.ts';

test('a foreseen error captures no stack frames, and an error after it does', () => {
  expect(badUserInput('It is refused.').stack).toBe('SwitchboardError: It is refused.');
  expect(new Error('It is unforeseen.').stack).toContain('errors.test.ts');
});
