import type { Config } from '../config/index.ts';
import type { CheckReport } from './check-sources.ts';
import { describeIndex } from './describe-index.ts';
import { problemWithPath, problemWithTemporaryFolder } from './index-folder.ts';

/** Reports whether the index can be kept in its file. A database is not asked. */
export async function checkIndex({ index }: Pick<Config, 'index'>): Promise<CheckReport> {
  const problem = await problemOf(index);
  return problem === null
    ? { lines: [describeIndex({ index })], isOk: true }
    : { lines: [`Index: ${problem}`], isOk: false };
}

async function problemOf(index: Config['index']): Promise<string | null> {
  if (index === null || 'url' in index) return null;
  const { path } = index;
  const problem = path === null ? await problemWithTemporaryFolder() : await problemWithPath(path);
  return problem && `${problem}: look at ${path === null ? 'TMPDIR' : `INDEX_PATH (${path})`}`;
}
