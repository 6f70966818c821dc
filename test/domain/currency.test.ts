import { expect, test } from 'vitest';
import { isCurrency } from '../../src/domain/currency.ts';

test.each(['USD', 'EUR', 'GBP', 'JPY', 'CHE', 'XCG', 'ZWG'])('%s is an ISO 4217 code', code => {
  expect(isCurrency(code)).toBe(true);
});

test.each(['usd', 'US', 'CREDITS', 'BTC', 'XXX', 'XTS', 'XAU', '', ' '])('%j is none', text => {
  expect(isCurrency(text)).toBe(false);
});
