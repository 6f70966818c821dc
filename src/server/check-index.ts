import type { Config } from '../config/index.ts';
import type { CheckReport } from './check-sources.ts';
import { describeIndex } from './describe-index.ts';
import { problemWithPath } from './index-folder.ts';

/** Reports whether the index can be kept in its file. A database is not asked. */
export async function checkIndex({ index }: Pick<Config, 'index'>): Promise<CheckReport> {
  const path = index && 'path' in index ? index.path : null;
  const problem = path === null ? null : await problemWithPath(path);
  return problem === null
    ? { lines: [describeIndex({ index })], isOk: true }
    : { lines: [`Index: ${problem}: look at INDEX_PATH (${path})`], isOk: false };
}
