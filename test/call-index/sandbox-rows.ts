import type { Call } from '../../src/domain/call.ts';
import type { RowReader } from '../../src/domain/call-source.ts';
import { startBurkiSandbox, startButterSandbox } from '../../src/sandbox/index.ts';
import { burki } from '../../src/sources/burki/index.ts';
import { butter } from '../../src/sources/butter/index.ts';
import type { SourceAccess } from '../../src/sources/connect-source.ts';
import type { SourceDefinition } from '../../src/sources/definition.ts';
import { backgroundScope } from '../request-scope.ts';
import { connectAlone } from '../sources/connect-alone.ts';

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
  const { source, upstream } = connectAlone(definition, { ...access, requestsPerSecond: 'unlimited' });
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
