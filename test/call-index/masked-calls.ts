import fc, { type Arbitrary } from 'fast-check';
import type { Call } from '../../src/domain/call.ts';
import { arbitraryCall } from './arbitrary-call.ts';

/** A call whose numbers, metadata and addresses are known texts. */
export interface SecretCall {
  readonly call: Call;
  /** Texts that a masked index must not hold. */
  readonly secrets: readonly string[];
}

const subscriber: Arbitrary<string> = fc
  .tuple(fc.integer({ min: 200, max: 999 }), fc.integer({ min: 0, max: 99 }))
  .map(([area, last]) => `1${area}55501${String(last).padStart(2, '0')}`);

const spellings: readonly ((digits: string) => string)[] = [
  digits => digits,
  digits => `+${digits}`,
  digits => `+1 (${digits.slice(1, 4)}) ${digits.slice(4, 7)}-${digits.slice(7)}`,
  digits => `sip:+${digits}@carrier.example`,
  digits => `tel:+${digits};ext=12`,
  digits => `"Kim" <sip:${digits}@carrier.example>`,
];

interface SecretText {
  readonly text: string;
  readonly secrets: readonly string[];
}

const secretNumber: Arbitrary<SecretText> = fc
  .tuple(subscriber, fc.constantFrom(...spellings))
  .map(([digits, spell]) => ({ text: spell(digits), secrets: [spell(digits), digits, digits.slice(1)] }));

const word: Arbitrary<string> = fc.uuid().map(id => `word-${id}`);

const address: Arbitrary<SecretText> = fc
  .tuple(
    fc.uuid(),
    fc.constantFrom('', 'sip:', 'SIPS:'),
    fc.constantFrom('carrier.example', '192.0.2.7:5060'),
  )
  .map(([id, scheme, host]) => ({ text: `${scheme}${id}@${host}`, secrets: [id] }));

const plainSid: Arbitrary<SecretText> = fc.uuid().map(id => ({ text: `call_${id}`, secrets: [] }));

/** Calls with a key of their own, whose fields without numbers are of any kind. */
export const secretCall: Arbitrary<SecretCall> = fc
  .record({
    call: arbitraryCall,
    numbers: fc.tuple(secretNumber, secretNumber, secretNumber, secretNumber),
    sid: fc.oneof(address, plainSid),
    words: fc.tuple(word, word, word),
    key: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(String),
  })
  .map(({ call, numbers, sid, words: [name, value, open], key }) => ({
    call: {
      ...call,
      sid: sid.text,
      databaseId: call.source === 'BURKI' ? key : null,
      customerNumber: numbers[0].text,
      agentNumber: numbers[1].text,
      fromNumber: numbers[2].text,
      toNumber: numbers[3].text,
      metadata: { [name]: value, caller: { number: numbers[0].text } },
      detail: call.detail && { ...call.detail, agentConfig: { open } },
    },
    secrets: [...numbers.flatMap(({ secrets }) => secrets), ...sid.secrets, name, value, open],
  }));
