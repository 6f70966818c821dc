import { createTurnQueue } from '../../src/async/turn-queue.ts';
import type { Call } from '../../src/domain/call.ts';
import type { RowReader } from '../../src/domain/call-source.ts';
import { withoutProxy } from '../../src/domain/proxy-settings.ts';
import { startBurkiSandbox, startButterSandbox } from '../../src/sandbox/index.ts';
import { burki } from '../../src/sources/burki/index.ts';
import { butter } from '../../src/sources/butter/index.ts';
import { connectSource, type SourceAccess } from '../../src/sources/connect-source.ts';
import type { SourceDefinition } from '../../src/sources/definition.ts';
import { plainLimits } from '../front-door.ts';
import { backgroundScope } from '../request-scope.ts';

/** The rows of sandboxes of some size, as their sources normalize them. */
export async function sandboxRows(calls: number): Promise<{ butter: Call[]; burki: Call[] }> {
  const sandboxes = [await startButterSandbox({ calls }), await startBurkiSandbox({ calls })] as const;
  const rows = { butter: await readAll(butter, sandboxes[0]), burki: await readAll(burki, sandboxes[1]) };
  for (const sandbox of sandboxes) await sandbox.close();
  return rows;
}

async function readAll(
  definition: SourceDefinition,
  { url, apiKey }: Pick<SourceAccess, 'url' | 'apiKey'>,
): Promise<Call[]> {
  const access = { url, apiKey, organizationId: null, account: null, scanPages: 1, sandboxed: true };
  const { source, upstream } = connectSource(
    definition,
    { ...access, requestsPerSecond: 'unlimited' },
    {
      limits: plainLimits,
      proxy: withoutProxy,
      onAttempt: () => {},
      onSourceEvent: () => {},
      onDrift: () => {},
      nextTurn: createTurnQueue(),
      cache: null,
      redis: null,
      backgroundShare: 1,
    },
  );
  const calls: Call[] = [];
  if (source.copyAccess) for await (const page of pagesOf(source.copyAccess.rows)) calls.push(...page);
  await upstream?.close();
  return calls;
}

async function* pagesOf(rows: RowReader): AsyncGenerator<readonly Call[]> {
  for (let place: string | null = null; ; ) {
    const page = await rows.readPage(place, backgroundScope());
    if (!page) throw new Error('The sandbox refused a place.');
    yield page.calls;
    if (page.next === null) return;
    place = page.next;
  }
}
