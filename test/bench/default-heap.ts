import { setFlagsFromString } from 'node:v8';

// Runs the built gateway with V8's own growth of the old generation, for comparison (docs/performance.md, V8 rule 9).

await import(new URL('../../dist/main.js', import.meta.url).href);
setFlagsFromString('--heap-growing-percent=0');
