import type { SourceName } from '../../domain/source-name.ts';
import type { AgentReference } from '../../domain/voice-agent.ts';
import type { Columns } from '../columns/columns.ts';

/** Returns the function that gives an agent by its code, with its name in the newest of some calls that name it. */
export function createAgentReader(columns: Columns, rows: Int32Array): (code: number) => AgentReference {
  const { dictionaries } = columns;
  const newest = newestNames(columns, rows);
  return code => {
    const [source, agentId] = JSON.parse(dictionaries.agent.wordOf(code)) as [SourceName, string];
    const name = newest[code] ?? 0;
    return { source, agentId, name: name === 0 ? null : dictionaries.agentName.wordOf(name) };
  };
}

/** Code of the newest name of each agent; 0 for none. */
function newestNames({ agent, agentName, time, tie, dictionaries }: Columns, rows: Int32Array): Int32Array {
  const row = new Int32Array(dictionaries.agent.size + 1).fill(-1);
  const timeOf = (at: number): number => (Number.isNaN(time[at]) ? -Infinity : (time[at] ?? 0));
  const isNewer = (a: number, b: number): boolean =>
    b < 0 || timeOf(a) > timeOf(b) || (timeOf(a) === timeOf(b) && (tie[a] ?? 0) > (tie[b] ?? 0));
  for (const at of rows) {
    const code = agent[at] ?? 0;
    if (agentName[at] !== 0 && isNewer(at, row[code] ?? -1)) row[code] = at;
  }
  return row.map(at => (at < 0 ? 0 : (agentName[at] ?? 0)));
}
