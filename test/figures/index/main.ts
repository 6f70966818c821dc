import { type MeasurePart, printHead, printRow } from './figure.ts';

// Prints the figures of the index with their aims, all of them or those of some parts: `npm run figures:index`, or
// `npm run figures:index -- walk store`. It fails if a figure misses its aim.

const parts: Readonly<Record<string, () => Promise<MeasurePart>>> = {
  freshness: async () => (await import('./freshness.ts')).measureFreshness,
  walk: async () => (await import('./walk.ts')).measureWalk,
  building: async () => (await import('./building.ts')).measureBuilding,
  loops: async () => (await import('./loops.ts')).measureLoops,
  pages: async () => (await import('./pages.ts')).measurePages,
  statistics: async () => (await import('./statistics.ts')).measureStatistics,
  store: async () => (await import('./store.ts')).measureStore,
  searches: async () => (await import('./searches.ts')).measureSearches,
  answering: async () => (await import('./answering.ts')).measureAnswering,
  bench: async () => (await import('./bench.ts')).measureBench,
};

const names = process.argv.slice(2);
const unknown = names.filter(name => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`No part is named ${unknown.join(' or ')}: expected ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}

const figures = [];
for (const [name, load] of Object.entries(parts)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const measure = await load();
  const startedAt = performance.now();
  console.log(`\n### ${name}`);
  const measured = await measure();
  console.log(`\n${name} took ${((performance.now() - startedAt) / 1000).toFixed(0)} s.`);
  figures.push(...measured.map(figure => ({ part: name, ...figure })));
}

printHead('Part', 'Figure', 'Aim', 'Measured', 'Verdict');
for (const { part, name, aim, measured, isMet } of figures)
  printRow(part, name, aim, measured, isMet ? 'held' : '**missed**');
if (figures.some(({ isMet }) => !isMet)) process.exitCode = 1;
