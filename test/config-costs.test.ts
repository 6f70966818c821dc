import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configOf, type Environment, problemsOf } from './settings.ts';

const live = { BUTTER_API_KEY: 'butter-key', BURKI_API_KEY: 'burki-key' };
const rates =
  'COST_RATES: expected rates such as CREDITS=0.01 USD, EUR=1.08 USD, decimals above 0 of at most 12 digits before the point and 18 behind it';
const unlessSet = 'COST_CURRENCY, which is USD unless set';

describe('a wrong rate or currency stops the start with a sentence:', () => {
  test.each<[Environment, string]>([
    [{ COST_CURRENCY: 'usd' }, 'COST_CURRENCY: expected an ISO 4217 code such as USD'],
    [{ COST_CURRENCY: 'CREDITS' }, 'COST_CURRENCY: expected an ISO 4217 code such as USD'],
    [{ COST_CURRENCY: 'ABC' }, 'COST_CURRENCY: expected an ISO 4217 code such as USD'],
    [{ COST_RATES: '0.01 USD' }, rates],
    [{ COST_RATES: 'CREDITS=0.01' }, rates],
    [{ COST_RATES: 'CREDITS=0.01USD' }, rates],
    [{ COST_RATES: 'CREDITS=0 USD' }, rates],
    [{ COST_RATES: 'CREDITS=0.00 USD' }, rates],
    [{ COST_RATES: 'CREDITS=-1 USD' }, rates],
    [{ COST_RATES: 'CREDITS=1e-2 USD' }, rates],
    [{ COST_RATES: 'CREDITS=.01 USD' }, rates],
    [{ COST_RATES: 'CREDITS=1234567890123 USD' }, rates],
    [{ COST_RATES: 'CREDITS=0.0000000000000000001 USD' }, rates],
    [{ COST_RATES: 'CREDITS=1. USD' }, rates],
    [{ COST_RATES: 'CREDITS=1,5 USD' }, rates],
    [{ COST_RATES: 'credits=0.01 usd' }, rates],
    [{ COST_RATES: 'CREDITS=0.01 USD,' }, rates],
    [
      { COST_RATES: 'COINS=0.01 USD' },
      'COST_RATES: expected rates of CREDITS, or of currencies by their ISO 4217 codes',
    ],
    [
      { COST_RATES: 'ABC=0.01 USD' },
      'COST_RATES: expected rates of CREDITS, or of currencies by their ISO 4217 codes',
    ],
    [{ COST_RATES: 'EUR=1.08 USD, EUR=1.09 USD' }, 'COST_RATES: expected one rate for each code'],
    [{ COST_RATES: 'CREDITS=0.01 EUR' }, `COST_RATES: expected rates in the currency of ${unlessSet}`],
    [
      { COST_CURRENCY: 'EUR', COST_RATES: 'CREDITS=0.01 USD' },
      `COST_RATES: expected rates in the currency of ${unlessSet}`,
    ],
    [{ COST_RATES: 'USD=1 USD' }, `COST_RATES: expected no rate for the currency of ${unlessSet}`],
  ])('%o', (environment, problem) => {
    expect(problemsOf(environment)).toEqual([problem]);
    expect(problemsOf({ ...environment, ...live })).toEqual([problem]);
  });

  test('both at once are two problems', () => {
    expect(
      problemsOf({ COST_CURRENCY: 'ABC', COST_RATES: 'EUR=1.08' }).map(text => text.split(':')[0]),
    ).toEqual(['COST_CURRENCY', 'COST_RATES']);
  });

  test('a misspelled name is one too', () => {
    expect(problemsOf({ COST_RATE: 'EUR=1.08 USD' })).toEqual([
      'COST_RATE: there is no such setting; did you mean COST_RATES?',
    ]);
  });
});

test('the price of a credit stops the start, and says what to write instead, however strict the start is', () => {
  for (const strictness of [{}, { STRICT_ENV: 'off' }])
    expect(problemsOf({ BUTTER_CREDIT_PRICE: '0.013 USD', ...live, ...strictness })).toEqual([
      'BUTTER_CREDIT_PRICE: replaced by COST_RATES: write COST_RATES="CREDITS=0.01 USD" for a price of "0.01 USD"',
    ]);
  expect(problemsOf({ BUTTER_CREDIT_PRICE: '' })).toEqual([]);
});

test('a rate keeps its digits', () => {
  const digits = fc.stringMatching(/^[1-9]\d{0,11}\.\d{1,18}$/);
  fc.assert(
    fc.property(digits, rate => {
      expect(configOf({ COST_RATES: `CREDITS=${rate} USD` }).costConversion.rates).toEqual({ CREDITS: rate });
    }),
  );
});

describe('the rates of the sandboxes, which are invented,', () => {
  const invented = { CREDITS: '0.01', EUR: '1.08' };
  test.each<[string, Environment, Record<string, string>]>([
    ['convert while nothing is configured', {}, invented],
    ['convert while each source is a sandbox by name', { ...live, SANDBOX: 'butter,burki' }, invented],
    ['are those of the sandboxes that run', { SANDBOX: 'burki' }, { EUR: '1.08' }],
    ['give way to other rates', { COST_RATES: 'GBP=1.3 USD' }, { GBP: '1.3' }],
    ['are in dollars, and convert into nothing else', { COST_CURRENCY: 'EUR' }, {}],
    ['convert no cost beside a real source', { SANDBOX: 'butter', BURKI_API_KEY: 'a-key' }, {}],
    ['convert no real cost', live, {}],
  ])('%s', (_, environment, expected) => {
    const { rates, isInvented } = configOf(environment).costConversion;
    expect(rates).toEqual(expected);
    expect(isInvented).toBe(Object.keys(expected).length > 0 && !environment['COST_RATES']);
  });

  test('never convert where a source is real, whatever else is set', () => {
    const sandbox = fc.constantFrom<Environment>({}, { SANDBOX: 'butter' }, { SANDBOX: 'burki' });
    const real = fc.constantFrom<Environment>({ BUTTER_API_KEY: 'k' }, { BURKI_API_KEY: 'k' }, live);
    fc.assert(
      fc.property(sandbox, real, (named, keys) => {
        const { sources, costConversion } = configOf({ ...named, ...keys });
        const isReal = Object.values(sources).some(({ mode }) => mode === 'LIVE');
        if (isReal) expect(costConversion).toEqual({ currency: 'USD', rates: {}, isInvented: false });
      }),
    );
  });
});
