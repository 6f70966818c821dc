import { readFileSync, writeFileSync } from 'node:fs';
import { readSdl } from '../src/graphql/schema.ts';
import { compare } from './compare.ts';
import { reportOf } from './report.ts';

const released = new URL('schema.graphql', import.meta.url);
const changelog = new URL('../CHANGELOG.md', import.meta.url);

if (process.argv.includes('--release')) writeFileSync(released, readSdl());
const comparison = await compare(readFileSync(released, 'utf8'), readSdl(), readFileSync(changelog, 'utf8'));
console.log(reportOf(comparison));
process.exitCode = comparison.refused.length > 0 ? 1 : 0;
