import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ask, openBurki, openButter } from './asking.ts';

const page = z.object({
  success: z.literal(true),
  data: z.array(z.record(z.string(), z.unknown())),
  pagination: z.object({
    next_cursor: z.string(),
    has_more: z.boolean(),
    page_size: z.number(),
    total_count: z.number(),
  }),
});

describe("Butter's list of agents", () => {
  test('has the id and the name of each, by cursor, with a total', async () => {
    const sandbox = await openButter();
    const first = page.parse((await ask(sandbox, '/api/agents?limit=3')).body);
    expect(first.data[0]).toEqual({ id: 'agent_xyz789', agent_name: 'Sales Rep' });
    expect(first.data).toHaveLength(3);
    expect(first.pagination).toMatchObject({ has_more: true, page_size: 3, total_count: 4 });
    sandbox.removeAgent('agent_xyz789');
    sandbox.addAgent('agent_new1', 'Newcomer');
    const next = page.parse(
      (await ask(sandbox, `/api/agents?limit=3&cursor=${first.pagination.next_cursor}`)).body,
    );
    expect(next.data.map(({ id }) => id)).toEqual(['agent_pollster7', 'agent_new1']);
    expect(next.pagination.has_more).toBe(false);
  });

  test('may have whole agents, or not exist', async () => {
    const whole = await openButter({ agentList: 'whole' });
    const { data } = page.parse((await ask(whole, '/api/agents')).body);
    expect(data[0]).toMatchObject({ agent_id: 'agent_xyz789', llm_model: 'gpt-4' });
    const none = await openButter({ agentList: 'none' });
    expect(await ask(none, '/api/agents')).toMatchObject({ status: 404, body: { detail: 'Not Found' } });
  });

  test('rejects a cursor of the list of calls, and a limit out of range', async () => {
    const sandbox = await openButter();
    const cursor = Buffer.from('below:3').toString('base64url');
    expect((await ask(sandbox, `/api/agents?cursor=${cursor}`)).status).toBe(400);
    expect((await ask(sandbox, '/api/agents?limit=101')).status).toBe(422);
  });
});

describe("Burki's list of assistants", () => {
  const ids = (body: unknown) =>
    z
      .array(z.looseObject({ id: z.number() }))
      .parse(body)
      .map(({ id }) => id);

  test('is a bare array by offset, which shifts when an assistant goes', async () => {
    const sandbox = await openBurki();
    expect(ids((await ask(sandbox, '/api/v1/assistants?limit=2')).body)).toEqual([123, 124]);
    sandbox.removeAssistant(123);
    sandbox.addAssistant(140, 'Newcomer');
    expect(ids((await ask(sandbox, '/api/v1/assistants?skip=2&limit=2')).body)).toEqual([131, 140]);
  });

  test('leaves out assistants that are not in service with `active_only`', async () => {
    const { body } = await ask(await openBurki(), '/api/v1/assistants?active_only=true');
    expect(ids(body)).toEqual([123, 124, 131]);
  });

  test('rejects a limit out of range', async () => {
    expect((await ask(await openBurki(), '/api/v1/assistants?limit=1001')).status).toBe(422);
  });
});
