import { expect, test } from 'vitest';
import { itemOf, openFrontDoor } from '../front-door.ts';

const lead = '750727362669608961';
const share = '0.12345678901234567891';
const open = `{"lead_id":${lead},"text":"say \\"${lead}\\", please: ${lead}","small":9007199254740991,"deep":[{"share":-${share}}]}`;
const opened = {
  lead_id: lead,
  text: `say "${lead}", please: ${lead}`,
  small: 9007199254740991,
  deep: [{ share: `-${share}` }],
};

test('metadata and costs of Burki keep all their digits, at no further cost and without drift', async () => {
  const { ask, burki, cost } = await openFrontDoor({ burki: { calls: 1 } });
  const body = `{"id":101,"call_sid":"CA101","status":"completed","duration":67.12345678901234567891,"call_meta":${open},
    "total_cost":1${share.slice(1)},"llm_cost":${share},"tts_cost":0.5,"stt_cost":0.25,"telephony_cost":0.25,"cost_currency":"USD"}`;
  burki.play({ fault: { kind: 'body', body } });
  const { data, errors } = await ask(`{
    callByDatabaseId(databaseId: 101) { duration metadata cost { total llm { amount } unattributed converted { amount } } }
  }`);
  expect(errors).toBeUndefined();
  expect(data.callByDatabaseId).toEqual({
    duration: 67.12345678901235,
    metadata: opened,
    cost: {
      total: '1.12345678901234567891',
      llm: { amount: share },
      unattributed: '0',
      converted: { amount: '1.12345678901234567891' },
    },
  });
  expect(cost()).toEqual(['BURKI /api/v1/calls/101']);
  expect(
    itemOf((await ask('{ callSources { source driftCount } }')).data.callSources, 'BURKI').driftCount,
  ).toBe(0);
});

test('configuration, events and error details of Butter keep all their digits', async () => {
  const { ask, butter, cost } = await openFrontDoor({ butter: { calls: 1 } });
  const body = `{"success":true,"data":{"call_sid":"call_1","status":"completed","agent_config":${open},
    "total_cost":${lead},"cost_breakdown":{"tts":{"cost_credits":${lead}.5,"units":${lead}}},
    "errors":{"error_count":1,"errors":[${open},${lead},[${share}]]},
    "turns":[{"turn_number":1,"events":[{"type":"tool_call","metadata":${open}}]}]}}`;
  butter.play({ fault: { kind: 'body', body } });
  const { data, errors } = await ask(`{
    callBySid(sid: "call_1") {
      agentConfig cost { total tts { amount units } } errors { details } turns { events { metadata } }
    }
  }`);
  expect(errors).toBeUndefined();
  expect(data.callBySid).toEqual({
    agentConfig: opened,
    cost: { total: lead, tts: { amount: `${lead}.5`, units: 750727362669609000 } },
    errors: { details: [opened, lead, [share]] },
    turns: [{ events: [{ metadata: opened }] }],
  });
  expect(cost()).toEqual(['BUTTER /api/calls/call_1']);
});

test('an id that no double holds is still rejected', async () => {
  const { ask, burki } = await openFrontDoor({ off: ['BUTTER'], burki: { calls: 1 } });
  const rows = ['9007199254740993', '101.00000000000000000001', '101'].map(
    (id, at) => `{"id":${id},"call_sid":"CA${at}","status":"completed","assistant_id":9007199254740993}`,
  );
  burki.play({ route: 'list', fault: { kind: 'body', body: `{"items":[${rows}],"total":3}` } });
  const { data } = await ask(
    '{ calls(first: 5) { edges { node { databaseId agent { agentId } } } coverage { source state } } }',
  );
  expect(data.calls.edges).toEqual([{ node: { databaseId: '101', agent: null } }]);
  expect(itemOf(data.calls.coverage, 'BURKI').state).toBe('PARTIAL');
});
