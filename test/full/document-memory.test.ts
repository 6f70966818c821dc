import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapMegabytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / 1e6;
}

const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');
const fields =
  'id source sid status duration agentName fromNumber toNumber flowName agent { id name } cost { total }';

/** Documents of which no two are alike, with the number of them that are sent. */
const kinds: readonly [string, number, (index: number) => string][] = [
  ['invalid', 400, index => `query N${index} { callSources { ${times(900, at => `u${at}`)} } }`],
  [
    'valid, and short in text',
    400,
    index => `query N${index} { callSources { ${times(400, () => 'mode')} } }`,
  ],
  [
    'valid, and long as plans',
    100,
    index =>
      `query N${index} { ${times(50, at => `a${at}: callByDatabaseId(databaseId: ${at + 101}) { ...F }`)} } fragment F on Call { ${fields} transcript(first: 1) { text call { ${fields} } } }`,
  ],
];

test.each(kinds)(
  'documents that are %s take little memory, without a cache too',
  async (_, count, queryOf) => {
    const { ask } = await openFrontDoor({ gateway: { cache: null, deadlineMs: 20_000 } });
    await ask(queryOf(-1).replace('N-1', 'N'));
    const before = heapMegabytes();
    for (let index = 0; index < count; index += 1) await ask(queryOf(index));
    expect(heapMegabytes() - before).toBeLessThan(50);
  },
);
