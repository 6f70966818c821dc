import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareDecimals, plus } from '../../src/domain/decimal.ts';
import type { Fault } from '../../src/sandbox/index.ts';
import { type FrontDoor, openFrontDoor } from '../front-door.ts';

const costConversion = { currency: 'USD', rates: { CREDITS: '0.01', EUR: '1.08' } };
const body = (json: unknown): Fault => ({ kind: 'body', body: JSON.stringify(json) });

const costs = `fragment Costs on CostBreakdown {
  unit currency total unattributed converted { amount currency }
  lines { ...Line parts { ...Line } }
}
fragment Line on CostItem { component amount converted { amount } units unit }`;

const dollars = (amount: string) => ({ amount, currency: 'USD' });
const line = (component: string, amount: string, converted: string, units: number | null, unit: string) => ({
  ...{ component, amount, converted: { amount: converted }, units, unit },
});

describe('the documented calls', () => {
  test('have their lines, which add up to the total, in credits and in dollars', async () => {
    const { ask, cost } = await openFrontDoor({ gateway: { costConversion } });
    const { data, errors } = await ask(`{
      butter: callBySid(sid: "call_abc123def456") { cost { ...Costs } }
      burki: callByDatabaseId(databaseId: 101) { cost { unit currency converted { amount currency } lines { component amount units unit } } }
    } ${costs}`);
    expect(errors).toBeUndefined();
    expect(data.butter.cost).toEqual({
      ...{
        unit: 'CREDITS',
        currency: null,
        total: '12.35',
        unattributed: '1.35',
        converted: dollars('0.1235'),
      },
      lines: [
        { ...line('TTS', '5', '0.05', 500, 'CHARACTERS'), parts: [] },
        {
          ...line('LLM', '3', '0.03', 150, 'TOKENS'),
          parts: [
            line('LLM_INPUT', '1', '0.01', 100, 'TOKENS'),
            line('LLM_OUTPUT', '2', '0.02', 50, 'TOKENS'),
          ],
        },
        { ...line('TELEPHONY', '2', '0.02', 2, 'MINUTES'), parts: [] },
        {
          component: 'UNATTRIBUTED',
          amount: '1.35',
          converted: { amount: '0.0135' },
          units: null,
          unit: null,
          parts: [],
        },
        { ...line('STT', '1', '0.01', 120, 'SECONDS'), parts: [] },
      ],
    });
    const money = { units: null, unit: null };
    expect(data.burki.cost).toEqual({
      ...{ unit: 'MONEY', currency: 'USD', converted: dollars('0.05') },
      lines: [
        { component: 'LLM', amount: '0.02', ...money },
        { component: 'TTS', amount: '0.01', ...money },
        { component: 'STT', amount: '0.01', ...money },
        { component: 'TELEPHONY', amount: '0.01', ...money },
        { component: 'UNATTRIBUTED', amount: '0', ...money },
      ],
    });
    expect(cost()).toEqual(['BUTTER /api/calls/call_abc123def456', 'BURKI /api/v1/calls/101']);
  });

  test('have converted amounts only in the one currency, or by a rate', async () => {
    const converted = 'cost { converted { amount currency } lines { converted { amount } } }';
    const query = `{ callBySid(sid: "call_abc123def456") { ${converted} } callByDatabaseId(databaseId: 101) { ${converted} } }`;
    const door = await openFrontDoor();
    const { data } = await door.ask(query);
    expect(data.callBySid.cost.converted).toBeNull();
    expect(data.callBySid.cost.lines).toEqual([1, 2, 3, 4, 5].map(() => ({ converted: null })));
    expect(data.callByDatabaseId.cost.converted).toEqual(dollars('0.05'));
    const inEuros = door.replica({ costConversion: { currency: 'EUR', rates: { USD: '0.925' } } });
    expect((await inEuros.ask(query)).data.callByDatabaseId.cost.converted).toEqual({
      amount: '0.04625',
      currency: 'EUR',
    });
  });
});

describe('before a figure is known, a cost has no unit:', () => {
  const cost = { unit: null, total: null, converted: null, lines: null, unattributed: null };
  const query = 'cost { unit total converted { amount } lines { amount } unattributed }';

  test('on Butter', async () => {
    const { ask, butter } = await openFrontDoor();
    const breakdown = { cost_breakdown: { tts: { units: 5 } } };
    butter.play({ fault: body({ success: true, data: { call_sid: 'call_bare', ...breakdown } }) });
    expect((await ask(`{ callBySid(sid: "call_bare") { ${query} } }`)).data.callBySid).toEqual({ cost });
  });

  test('on Burki, where the currency may be known already', async () => {
    const { ask, burki } = await openFrontDoor();
    burki.play({ fault: body({ id: 901, call_sid: 'CA901', cost_currency: 'EUR' }) });
    const { data } = await ask(`{ callByDatabaseId(databaseId: 901) { ${query} } }`);
    expect(data.callByDatabaseId).toEqual({ cost });
    const { data: more } = await ask('{ callByDatabaseId(databaseId: 901) { cost { currency } } }');
    expect(more.callByDatabaseId.cost).toEqual({ currency: 'EUR' });
  });
});

test.each([
  ['input', { llm_input: { cost_credits: 1, units: 100 }, llm_output: null }, 'LLM_INPUT'],
  ['output', { llm_output: { cost_credits: 1, units: 100 }, llm_input: {} }, 'LLM_OUTPUT'],
])('while only the %s of the language model is known, its line is that part', async (_, given, part) => {
  const { ask, butter } = await openFrontDoor();
  const call = { call_sid: 'call_part', total_cost: 4, cost_breakdown: given };
  butter.play({ fault: body({ success: true, data: call }) });
  const { data } = await ask(
    `{ callBySid(sid: "call_part") { cost { llm { amount } unattributed lines { component amount parts { component amount units } } } } }`,
  );
  expect(data.callBySid.cost.llm).toBeNull();
  expect(data.callBySid.cost.unattributed).toBe('3');
  expect(data.callBySid.cost.lines).toEqual([
    { component: 'UNATTRIBUTED', amount: '3', parts: [] },
    { component: 'LLM', amount: '1', parts: [{ component: part, amount: '1', units: 100 }] },
  ]);
});

describe('on a row of the list', () => {
  const list = (cost: string) =>
    `{ calls(first: 30, filter: { sources: [BUTTER] }) { edges { node { sid cost { ${cost} } } } } }`;
  // biome-ignore lint/suspicious/noExplicitAny: answers in tests have no types.
  const nodesOf = ({ data }: any): any[] => data.calls.edges.map(({ node }: any) => node);

  test('unit, currency, total and converted total cost no request', async () => {
    const { ask, cost } = await openFrontDoor({ gateway: { costConversion } });
    const answer = await ask(list('unit currency total converted { amount currency }'));
    expect(cost()).toEqual(['BUTTER /api/calls?limit=31']);
    const nodes = nodesOf(answer);
    expect(nodes.some(node => node.cost.total === null)).toBe(true);
    for (const node of nodes)
      expect(node.cost).toMatchObject({ unit: node.cost.total && 'CREDITS', currency: null });
    expect(nodes.some(node => node.cost.converted?.currency === 'USD')).toBe(true);
  });

  test('of Butter, lines cost one request for each call', async () => {
    const { ask, cost } = await openFrontDoor();
    const nodes = nodesOf(await ask(list('unit total lines { amount }')));
    const [first, ...details] = cost();
    expect(first).toBe('BUTTER /api/calls?limit=31');
    expect(details.sort()).toEqual(nodes.map(({ sid }) => `BUTTER /api/calls/${sid}`).sort());
    for (const node of nodes)
      expect(node.cost.unit === null).toBe(node.cost.total === null && node.cost.lines === null);
  });

  test('of Burki, lines cost no request', async () => {
    const { ask, cost } = await openFrontDoor();
    await ask(
      '{ calls(first: 30, filter: { sources: [BURKI] }) { edges { node { cost { unit lines { amount } } } } } }',
    );
    expect(cost()).toEqual(['BURKI /api/v1/calls/?skip=0&limit=40']);
  });

  test('the unit agrees with lines of a call whose total is unknown, at no further request', async () => {
    const { ask, cost, butter } = await openFrontDoor({ butter: { calls: 3 } });
    butter.change('call_abc123def456', { total_cost: null });
    const documented = (nodes: { sid: string }[]) => nodes.find(({ sid }) => sid === 'call_abc123def456');
    expect(documented(nodesOf(await ask(list('unit total'))))).toMatchObject({
      cost: { unit: null, total: null },
    });
    cost();
    expect(documented(nodesOf(await ask(list('unit total lines { component }'))))).toMatchObject({
      cost: { unit: 'CREDITS', total: null, lines: [{ component: 'TTS' }, {}, {}, {}] },
    });
    expect(cost()).toHaveLength(4);
  });
});

const figure = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e9 }));
const ofButter = fc.record({
  total_cost: figure,
  cost_breakdown: fc.record({
    llm_input: figure,
    llm_output: figure,
    tts: figure,
    stt: figure,
    telephony: figure,
  }),
});
const ofBurki = fc.record({
  total_cost: figure,
  llm_cost: figure,
  tts_cost: figure,
  stt_cost: figure,
  telephony_cost: figure,
  cost_currency: fc.constantFrom('USD', 'eur', null, 'junk', 'CREDITS'),
});

test('whatever the sources send, lines add up to the total, converted ones too, and the unit is the one test', async () => {
  const { ask, butter, burki } = await openFrontDoor({ gateway: { costConversion } });
  const sumOf = (amounts: string[]) =>
    amounts.reduce<string>((sum, amount) => String(plus(sum, amount)), '0');

  async function check(answer: Awaited<ReturnType<FrontDoor['ask']>>) {
    expect(answer.errors).toBeUndefined();
    const { cost } = answer.data.call;
    expect(cost.unit === null).toBe(cost.total === null && cost.lines === null);
    if (cost.lines === null) return;
    const open = cost.lines.find(({ component }: { component: string }) => component === 'UNATTRIBUTED');
    expect(open?.amount ?? null).toBe(cost.unattributed);
    if (cost.total === null) return;
    const amounts = cost.lines.map(({ amount }: { amount: string }) => amount);
    expect(compareDecimals(sumOf(amounts), cost.total)).toBe(0);
    const converted = cost.lines.map(
      (item: { converted: { amount: string } | null }) => item.converted?.amount,
    );
    if (cost.converted) expect(compareDecimals(sumOf(converted), cost.converted.amount)).toBe(0);
    else expect(converted.every((amount: string | undefined) => amount === undefined)).toBe(true);
  }

  await fc.assert(
    fc.asyncProperty(ofButter, ofBurki, async ({ total_cost, cost_breakdown }, burkiCosts) => {
      const lines = Object.entries(cost_breakdown).map(([name, cost_credits]) => [name, { cost_credits }]);
      const data = { call_sid: 'call_any', total_cost, cost_breakdown: Object.fromEntries(lines) };
      const ends = [
        butter.play({ fault: body({ success: true, data }) }),
        burki.play({ fault: body({ id: 901, call_sid: 'CA901', ...burkiCosts }) }),
      ];
      await check(await ask(`{ call: callBySid(sid: "call_any") { cost { ...Costs } } } ${costs}`));
      await check(await ask(`{ call: callByDatabaseId(databaseId: 901) { cost { ...Costs } } } ${costs}`));
      for (const end of ends) end();
    }),
    { numRuns: 40 },
  );
});
