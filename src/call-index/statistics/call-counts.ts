import { isCallStatus, isTerminal } from '../../domain/enums.ts';
import type { SourceName } from '../../domain/source-name.ts';
import type { Columns, Dictionary } from '../columns/columns.ts';
import type { RowGroups } from './row-groups.ts';

/** Numbers of calls in each group. */
export interface CallCounts {
  readonly calls: Int32Array;
  readonly ended: Int32Array;
  readonly completed: Int32Array;
  /** Number of all calls of each source. */
  readonly bySource: ReadonlyMap<SourceName, number>;
}

export function countCalls(columns: Columns, rows: Int32Array, { groupOf, count }: RowGroups): CallCounts {
  const { status, endedAt, source, dictionaries } = columns;
  const [calls, ended, completed] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  const ofSource = new Int32Array(dictionaries.source.size + 1);
  const isFinal = terminalStatuses(columns);
  const completedCode = dictionaries.status.codeOf('COMPLETED') ?? -1;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0;
    const group = groupOf[at] ?? 0;
    const code = status[row] ?? 0;
    increment(calls, group);
    increment(ofSource, source[row] ?? 0);
    if (isFinal[code] === 1 || !Number.isNaN(endedAt[row])) increment(ended, group);
    if (code === completedCode) increment(completed, group);
  }
  return { calls, ended, completed, bySource: countsByWord(ofSource, dictionaries.source) };
}

function increment(counts: Int32Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}

function countsByWord<Word extends string>(counts: Int32Array, words: Dictionary<Word>): Map<Word, number> {
  const byWord = new Map<Word, number>();
  for (let code = 1; code <= words.size; code += 1) byWord.set(words.wordOf(code), counts[code] ?? 0);
  return byWord;
}

/** 1 for each code of a terminal status. */
function terminalStatuses({ dictionaries: { status } }: Columns): Uint8Array {
  const isFinal = new Uint8Array(status.size + 1);
  for (let code = 1; code <= status.size; code += 1) {
    const word = status.wordOf(code);
    isFinal[code] = Number(isCallStatus(word) && isTerminal(word));
  }
  return isFinal;
}
