import { expect, test } from 'vitest';
import { createTurnQueue } from '../../src/async/turn-queue.ts';
import { withoutProxy } from '../../src/domain/proxy-settings.ts';
import { butter } from '../../src/sources/butter/index.ts';
import { connectSource, type SourceAccess } from '../../src/sources/connect-source.ts';
import { defaultLimits } from '../../src/upstream/limits.ts';

const access: SourceAccess = {
  url: null,
  apiKey: 'a-key',
  organizationId: null,
  account: null,
  scanPages: 1,
  requestsPerSecond: null,
  sandboxed: false,
};

const keyspaceWith = (changed: Partial<SourceAccess>): string | null => {
  const nobody = {
    onAttempt: () => {},
    nextTurn: createTurnQueue(),
    onSourceEvent: () => {},
    onDrift: () => {},
  };
  const options = {
    limits: defaultLimits,
    proxy: withoutProxy,
    cache: null,
    redis: null,
    backgroundShare: 0.5,
    ...nobody,
  };
  return connectSource(butter, { ...access, ...changed }, options).source.keyspace;
};

test('the keyspace of a source depends on its URL and its credential', () => {
  const changes: Partial<SourceAccess>[] = [
    { url: 'https://staging.example.com' },
    { apiKey: 'another-key' },
    { organizationId: 'an-organization' },
  ];
  expect(new Set([{}, ...changes].map(keyspaceWith)).size).toBe(4);
});

test('the keyspace of a source does not depend on its limits', () => {
  expect(keyspaceWith({ requestsPerSecond: 3, scanPages: 9, sandboxed: true })).toBe(keyspaceWith({}));
});
