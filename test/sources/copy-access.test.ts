import { expect, onTestFinished, test } from 'vitest';
import type { CopyAccess } from '../../src/domain/call-source.ts';
import {
  type BurkiSandboxOptions,
  type ButterSandboxOptions,
  startBurkiSandbox,
  startButterSandbox,
} from '../../src/sandbox/index.ts';
import { burki } from '../../src/sources/burki/index.ts';
import { butter } from '../../src/sources/butter/index.ts';
import type { SourceAccess } from '../../src/sources/connect-source.ts';
import type { SourceDefinition } from '../../src/sources/definition.ts';
import type { Attempt } from '../../src/upstream/attempt.ts';
import { backgroundScope } from '../request-scope.ts';
import { connectAlone } from './connect-alone.ts';

const plainly = {
  organizationId: null,
  account: null,
  scanPages: 1,
  requestsPerSecond: null,
  sandboxed: true,
};

function accessTo(definition: SourceDefinition, access: SourceAccess) {
  const attempts: Attempt[] = [];
  const { source, upstream } = connectAlone(definition, access, attempt => void attempts.push(attempt));
  onTestFinished(() => upstream?.close());
  if (!source.copyAccess) throw new Error('A source that is on has access.');
  return { access: source.copyAccess, attempts };
}

async function openButter(options: ButterSandboxOptions = {}) {
  const butterSandbox = await startButterSandbox({ calls: 250, ...options });
  onTestFinished(butterSandbox.close);
  const requestsPerSecond = 'unlimited';
  return { sandbox: butterSandbox, ...accessTo(butter, { ...plainly, ...butterSandbox, requestsPerSecond }) };
}

async function openBurki(options: BurkiSandboxOptions = {}) {
  const sandbox = await startBurkiSandbox({ calls: 250, ...options });
  onTestFinished(sandbox.close);
  return { sandbox, ...accessTo(burki, { ...plainly, ...sandbox }) };
}

/** The keys of all calls, by page. */
async function readAll({ rows }: CopyAccess): Promise<string[][]> {
  const pages: string[][] = [];
  for (let place: string | null = null; ; ) {
    const page = await rows.readPage(place, backgroundScope());
    if (!page) throw new Error('The place was refused.');
    pages.push(page.calls.map(({ databaseId, sid }) => databaseId ?? sid));
    if (page.next === null) return pages;
    place = page.next;
  }
}

test("Butter's rows are read a hundred at a time, each once, in the background", async () => {
  const { access, attempts, sandbox } = await openButter();
  const pages = await readAll(access);
  expect(pages.map(({ length }) => length)).toEqual([100, 100, sandbox.calls.length - 200]);
  expect(new Set(pages.flat())).toEqual(new Set(sandbox.calls.map(({ call_sid }) => call_sid)));
  expect(attempts.every(({ isBackground, route }) => isBackground && route === 'list')).toBe(true);
  expect(access.rows.count).toBeUndefined();
});

test("Burki's rows are read a thousand at a time, and counted", async () => {
  const { access, sandbox } = await openBurki({ calls: 1_200 });
  const pages = await readAll(access);
  expect(pages).toHaveLength(2);
  expect(pages.flat()).toHaveLength(sandbox.calls.length);
  expect(new Set(pages.flat())).toEqual(new Set(sandbox.calls.map(({ id }) => String(id))));
  expect(await access.rows.count?.(backgroundScope())).toBe(sandbox.calls.length);
});

test.each([400, 404, 410, 422])('a cursor that Butter answers with %d is refused', async status => {
  const { access, sandbox } = await openButter();
  sandbox.play({ fault: { kind: 'status', status } });
  expect(await access.rows.readPage('expired', backgroundScope())).toBeNull();
  await expect(access.rows.readPage(null, backgroundScope())).rejects.toMatchObject({
    code: 'UPSTREAM_ERROR',
  });
});

test('a list of Butter that announces more without a cursor is a failure, and no end', async () => {
  const { access, sandbox } = await openButter();
  const change = (json: unknown) => ({ ...Object(json), pagination: { has_more: true, next_cursor: null } });
  sandbox.play({ fault: { kind: 'rewrite', change } });
  await expect(access.rows.readPage(null, backgroundScope())).rejects.toMatchObject({
    code: 'UPSTREAM_INVALID_RESPONSE',
  });
});

test('rows that are repeated are read once, and unreadable ones are counted', async () => {
  const { access, sandbox } = await openButter();
  const change = (json: unknown) => {
    const { data, ...rest } = Object(json);
    return { ...rest, data: [...data, ...data, 7, { status: 'completed' }] };
  };
  sandbox.play({ fault: { kind: 'rewrite', change } });
  expect(await access.rows.readPage(null, backgroundScope())).toMatchObject({
    calls: { length: 100 },
    damaged: 2,
  });
});

test.each([404, 405, 422])(
  'a count that is answered with %d is none, and says nothing of the list',
  async status => {
    const { access, sandbox } = await openBurki();
    sandbox.play({ matches: ({ path }) => path.endsWith('/count'), fault: { kind: 'status', status } });
    expect(await access.rows.count?.(backgroundScope())).toBeNull();
  },
);

test('a count that is no number is none, and a failing one fails', async () => {
  const { access, sandbox } = await openBurki();
  const end = sandbox.play({ fault: { kind: 'body', body: '{"count":"many"}' } });
  expect(await access.rows.count?.(backgroundScope())).toBeNull();
  end();
  sandbox.play({ fault: { kind: 'status', status: 503 } });
  await expect(access.rows.count?.(backgroundScope())).rejects.toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
  });
});

test('a call is found by its key without the cache, and null where there is none', async () => {
  const { access, sandbox, attempts } = await openBurki();
  const key = String(sandbox.calls[0]?.id);
  expect(await access.findCall(key, backgroundScope())).toMatchObject({ databaseId: key });
  await access.findCall(key, backgroundScope());
  expect(await access.findCall('999999', backgroundScope())).toBeNull();
  expect(attempts.map(({ route, isBackground }) => [route, isBackground])).toEqual(
    Array(3).fill(['call', true]),
  );
});

test('a call by its key has the detail of a row: all of it on Burki, and none on Butter', async () => {
  const burkiAccess = (await openBurki()).access;
  const [row] = (await burkiAccess.rows.readPage(null, backgroundScope()))?.calls ?? [];
  expect(await burkiAccess.findCall(row?.databaseId ?? '', backgroundScope())).toEqual(row);
  expect(row?.detail).not.toBeNull();
  const { access, sandbox } = await openButter();
  const call = await access.findCall(sandbox.calls[0]?.call_sid ?? '', backgroundScope());
  expect(call).toMatchObject({ sid: sandbox.calls[0]?.call_sid, detail: null });
});

test('an account is named by its address and organization, and never by its key', () => {
  const url = 'https://api.example.com';
  const named = (changed: Partial<SourceAccess>) =>
    accessTo(butter, { ...plainly, url, apiKey: 'hush-hush', ...changed }).access.account;
  expect(named({})).toBe(url);
  expect(named({ apiKey: 'another', scanPages: 3 })).toBe(url);
  expect(named({ organizationId: 'org_1' })).toBe(`${url} org_1`);
  expect(named({ url: null })).toBe(butter.url);
  expect(named({ account: 'ours' })).toBe('ours');
});
