import { describe, expect, test } from 'vitest';
import { openFrontDoor } from '../front-door.ts';

/** Asks with a limit of upstream requests, and gives the message of the refusal, or the requests. */
async function refusalOf(query: string, maxUpstreamRequests: number): Promise<string | string[]> {
  const { ask, cost } = await openFrontDoor({ gateway: { maxUpstreamRequests } });
  const { errors } = await ask(query);
  const requests = cost();
  if (!errors) return requests;
  expect(requests).toEqual([]);
  expect(errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_EXPENSIVE' } }]);
  return errors[0]?.message ?? '';
}

describe('the estimate of a list of agents', () => {
  test.each([
    ['voiceAgents { nodes { id source agentId name } }', 2],
    ['voiceAgents(filter: { sources: BURKI }) { nodes { language settings { llm { model } } } }', 1],
    ['voiceAgents(filter: { active: true }) { nodes { active } }', 1],
    ['a: voiceAgents { totalCount } b: voiceAgents(first: 3, filter: { name: "a" }) { totalCount }', 2],
    ['voiceAgents(first: 10) { nodes { language } }', 12],
    ['voiceAgents(first: 10) { edges { node { ...A } } }', 12],
    ['voiceAgents(first: 10, filter: { sources: [] }) { nodes { language } }', 0],
    ['voiceAgents(first: 10, filter: { sources: BUTTER, active: true }) { nodes { language } }', 0],
  ])('{ %s } is %i requests', async (fields, requests) => {
    const query = fields.includes('...A')
      ? `{ ${fields} } fragment A on VoiceAgent { recordingEnabled }`
      : `{ ${fields} }`;
    const accepted = await refusalOf(query, requests);
    expect(Array.isArray(accepted)).toBe(true);
    expect(accepted.length).toBeLessThanOrEqual(requests);
    if (requests > 0)
      expect(await refusalOf(query, requests - 1)).toMatch(
        `This query may take ${requests} upstream requests, and ${requests - 1} are allowed.`,
      );
  });

  test('names the `first` that would fit', async () => {
    const message = await refusalOf('{ all: voiceAgents(first: 100) { nodes { language } } }', 80);
    expect(message).toBe(
      'This query may take 102 upstream requests, and 80 are allowed. With `first: 78` on `all` it would fit.',
    );
  });
});
