import { describe, expect, test } from 'vitest';
import { configOf, problemsOf } from './settings.ts';

const real = { BUTTER_API_KEY: 'a-key' };
const settings = { path: null, share: 0.5, walkEveryMs: 86_400_000, keepDays: null, numbersKey: null };

test('while every source is a sandbox, an index is kept in a temporary file', () => {
  expect(configOf({}).index).toEqual(settings);
  expect(configOf({ SANDBOX: 'butter,burki', BUTTER_API_KEY: 'a-key' }).index).toEqual(settings);
  expect(configOf({ INDEX: 'off' }).index).toBeNull();
  expect(configOf({ INDEX_PATH: '/var/lib/calls.db' }).index).toEqual({
    ...settings,
    path: '/var/lib/calls.db',
  });
});

test('with a real source, or with one that is off, there is no index by default', () => {
  expect(configOf(real).index).toBeNull();
  expect(configOf({ ...real, SANDBOX: 'burki' }).index).toBeNull();
  expect(configOf({ SANDBOX: 'burki' }).index).toBeNull();
  expect(configOf({ SANDBOX: 'burki', INDEX: 'on' }).index).toEqual(settings);
});

test('an index of real calls is asked for, and has a path', () => {
  const path = '/var/lib/calls.db';
  expect(configOf({ ...real, INDEX: 'on', INDEX_PATH: path }).index).toEqual({ ...settings, path });
  expect(configOf({ ...real, INDEX: 'off', INDEX_PATH: path }).index).toBeNull();
  expect(problemsOf({ ...real, INDEX: 'on' })).toEqual([
    expect.stringMatching(/^INDEX_PATH: expected the path/),
  ]);
  expect(problemsOf({ ...real, INDEX_PATH: path })).toEqual([
    expect.stringMatching(/^INDEX: expected on or off/),
  ]);
});

test('an index may be in a database, in place of a file', () => {
  const url = 'postgres://me:secret@database.example/calls';
  const { path: _, ...policy } = settings;
  expect(configOf({ ...real, INDEX: 'on', INDEX_URL: url }).index).toEqual({ ...policy, url });
  expect(configOf({ INDEX_URL: url }).index).toEqual({ ...policy, url });
  expect(problemsOf({ ...real, INDEX_URL: url })).toEqual([
    'INDEX: expected on or off, because INDEX_URL is set',
  ]);
  expect(problemsOf({ INDEX_URL: url, INDEX_PATH: 'calls.db' })).toEqual([
    'INDEX_URL: expected no address, because INDEX_PATH is set',
  ]);
  expect(problemsOf({ INDEX_URL: 'mysql://database.example/calls' })).toEqual([
    'INDEX_URL: expected a postgres or postgresql address',
  ]);
});

test('numbers are masked by a key, without which the gateway does not start', () => {
  const key = 'k'.repeat(32);
  const masked = { INDEX_NUMBERS: 'masked', INDEX_NUMBERS_KEY: key };
  expect(configOf(masked).index).toEqual({ ...settings, numbersKey: key });
  expect(configOf({ ...masked, INDEX_NUMBERS: 'full' }).index).toEqual(settings);
  expect(problemsOf({ INDEX_NUMBERS: 'masked' })).toEqual([
    'INDEX_NUMBERS_KEY: expected a key of at least 32 characters, because INDEX_NUMBERS is masked',
  ]);
  expect(problemsOf({ ...masked, INDEX_NUMBERS_KEY: 'k'.repeat(31) })).toEqual([
    'INDEX_NUMBERS_KEY: expected at least 32 visible ASCII characters',
  ]);
  expect(problemsOf({ INDEX_NUMBERS_KEY: key })).toEqual([
    'INDEX_NUMBERS: expected full or masked, because INDEX_NUMBERS_KEY is set',
  ]);
  expect(problemsOf({ INDEX_NUMBERS: 'hidden' })).toEqual(['INDEX_NUMBERS: expected full or masked']);
});

describe('of the settings of the index', () => {
  test.each([
    ['INDEX_SHARE', '0.25', { share: 0.25 }],
    ['INDEX_SHARE', '1', { share: 1 }],
    ['INDEX_WALK_EVERY', '60000', { walkEveryMs: 60_000 }],
    ['INDEX_KEEP_DAYS', '90', { keepDays: 90 }],
  ])('%s may be %s', (name, value, expected) => {
    expect(configOf({ [name]: value }).index).toEqual({ ...settings, ...expected });
  });

  test.each([
    ['INDEX_SHARE', '0'],
    ['INDEX_SHARE', '1.5'],
    ['INDEX_SHARE', '50%'],
    ['INDEX_WALK_EVERY', '59999'],
    ['INDEX_KEEP_DAYS', '0'],
    ['INDEX_PATH', 'a\0b'],
    ['BUTTER_ACCOUNT', 'two words'],
  ])('%s is not %j', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([expect.stringMatching(RegExp(`^${name}: expected `))]);
  });
});

test('an account has a name of its own', () => {
  const { sources } = configOf({ BUTTER_ACCOUNT: 'ours', BUTTER_API_KEY: 'a-key' });
  expect(sources.BUTTER.account).toBe('ours');
  expect(sources.BURKI.account).toBeNull();
});
