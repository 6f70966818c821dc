import { expect, onTestFinished, test } from 'vitest';
import { createGateway, type GatewayOptions, openAccess, startSandboxes } from '../src/index.ts';

const query = '{ callBySid(sid: "call_abc123def456") { cost { converted { amount currency } } } }';

async function openEmbedded() {
  const sandboxes = await startSandboxes();
  onTestFinished(sandboxes.close);
  async function convertedBy(options: Partial<GatewayOptions>) {
    const gateway = createGateway({ sources: sandboxes.sources, access: openAccess, ...options });
    onTestFinished(gateway.close);
    const url = `http://switchboard.test/graphql?query=${encodeURIComponent(query)}`;
    const { data } = await (await gateway.fetch(new Request(url))).json();
    return data.callBySid.cost.converted;
  }
  return { sandboxes, convertedBy };
}

test('an embedding program converts costs by the rates that it passes, and by none otherwise', async () => {
  const { sandboxes, convertedBy } = await openEmbedded();
  expect(await convertedBy({})).toBeNull();
  expect(await convertedBy({ costConversion: { rates: { CREDITS: '0.02' } } })).toEqual({
    amount: '0.247',
    currency: 'USD',
  });
  expect(await convertedBy({ costConversion: { currency: 'EUR', rates: { CREDITS: '0.01' } } })).toEqual({
    amount: '0.1235',
    currency: 'EUR',
  });
  expect(sandboxes.costConversion).toEqual({ currency: 'USD', rates: { CREDITS: '0.01', EUR: '1.08' } });
  expect(await convertedBy({ costConversion: sandboxes.costConversion })).toEqual({
    amount: '0.1235',
    currency: 'USD',
  });
});

test('an embedding program learns of a wrong rate at once', async () => {
  const options = { sources: {}, access: openAccess };
  const costConversion = { rates: { CREDITS: '1e-2' } };
  expect(() => createGateway({ ...options, costConversion })).toThrow(TypeError);
});
