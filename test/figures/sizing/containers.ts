import { largestIndex } from './growth.ts';
import { cacheMb, manifests, megabytesOf } from './settings.ts';
import { tableOfSteps } from './steps.ts';
import { figureIn, type Table, type Tables, written } from './tables.ts';

/** Memory of the containers in the manifests of deploy/kubernetes. */
export const containersOf = (tables: Tables): Table =>
  tableOfSteps(step => {
    const peaks = (tables['replicas']?.rows ?? []).map(([row]) =>
      figureIn(tables, 'replicas', String(row), 'peak memory MB'),
    );
    const peak = step('Peak of a replica under the loads above, MB', 'the largest', Math.max(...peaks));
    const { row } = largestIndex(tables);
    const [indexed, without] = [row, 'no index'].map(name =>
      figureIn(tables, 'sizes', name, 'memory MB'),
    ) as [number, number];
    const index = step(
      `Memory of an index of ${row}, MB`,
      `${written(indexed)} − ${written(without)}`,
      indexed - without,
    );
    const used = step(
      'Replica with a full cache and this index, MB',
      `${written(peak)} + ${written(cacheMb)} + ${written(index)}`,
      peak + cacheMb + index,
    );
    const limit = megabytesOf(manifests.memoryGi);
    step(
      `What the ${manifests.memoryGi}Gi of the manifests leaves it for garbage, statistics and answers not yet read, MB`,
      `${written(limit)} − ${written(used)}`,
      limit - used,
    );
    const redis = Math.round(manifests.redisMi * 1.024 ** 2);
    const bytes = figureIn(tables, 'requests', 'Burki call, not cached', 'Redis memory, bytes');
    step(
      `Calls that the ${manifests.redisMi} MB of Redis in the manifests hold`,
      `${written(redis)} MB ÷ ${written(bytes)} bytes`,
      Math.floor((redis * 1e6) / bytes / 1_000) * 1_000,
    );
  });
