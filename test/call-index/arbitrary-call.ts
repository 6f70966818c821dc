import fc, { type Arbitrary } from 'fast-check';
import type { Call, CallDetail, JsonObject } from '../../src/domain/call.ts';
import type { CallCost, CostLine } from '../../src/domain/cost.ts';
import { type Decimal, parseDecimal } from '../../src/domain/decimal.ts';
import type { Instant } from '../../src/domain/instant.ts';
import type { SourceName } from '../../src/domain/source-name.ts';
import { callOf } from '../domain/call-of.ts';

const orNull = <T>(arbitrary: Arbitrary<T>): Arbitrary<T | null> => fc.option(arbitrary, { nil: null });

/** Text of any kind, lone surrogates, NUL and quotes included. */
const text = (): Arbitrary<string> =>
  fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom('"', '"a"', '\0', 'a\0b', '\ud800', '', 'null', '1e3'),
  );

const instant: Arbitrary<Instant> = fc
  .tuple(
    fc.date({ min: new Date('1999-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
    fc.oneof(fc.constant(''), fc.stringMatching(/^\.\d{1,9}$/)),
  )
  .map(([date, fraction]) => `${date.toISOString().slice(0, 19)}${fraction}Z`);

const numeral = fc.oneof(
  fc.stringMatching(/^-?(0|[1-9]\d{0,5})(\.\d{1,12})?$/),
  fc.stringMatching(/^(0|[1-9]\d{0,17})(\.\d{1,20})?$/),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }).map(String),
);

/** JSON has no -0 of its own. */
const plain = (value: Decimal): Decimal => (value === 0 ? 0 : value);

export const decimal: Arbitrary<Decimal> = numeral.map(text => plain(parseDecimal(text) ?? 0));

const number = fc
  .oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
  .map(value => value + 0);

const json: Arbitrary<JsonObject> = fc
  .dictionary(text(), fc.jsonValue(), { maxKeys: 4 })
  .map(value => JSON.parse(JSON.stringify(value)) as JsonObject);

const cost = (total: Arbitrary<Decimal | null>): Arbitrary<CallCost> =>
  fc.oneof(
    total.map((total): CallCost => ({ unit: 'CREDITS', currency: null, total })),
    fc.record<CallCost>({
      unit: fc.constant('MONEY'),
      currency: orNull(fc.constantFrom('USD', 'EUR', 'INR')),
      total,
    }),
  );

const line: Arbitrary<CostLine | null> = orNull(
  fc.record<CostLine>({
    amount: orNull(decimal),
    units: orNull(number),
    unit: orNull(fc.constantFrom('TOKENS', 'CHARACTERS', 'SECONDS', 'MINUTES')),
  }),
);

const detail: Arbitrary<CallDetail> = fc.record<CallDetail>({
  transport: orNull(fc.constantFrom('TWILIO', 'SIP', 'WEBRTC', 'UNKNOWN')),
  rawTransport: orNull(text()),
  traceId: orNull(text()),
  agentConfig: orNull(json),
  costLines: fc.record({
    llm: line,
    llmInput: line,
    llmOutput: line,
    tts: line,
    stt: line,
    telephony: line,
  }),
  usage: orNull(
    fc.record({
      llmInputTokens: orNull(number),
      llmOutputTokens: orNull(number),
      llmTotalTokens: orNull(number),
      ttsCharacters: orNull(number),
      sttSeconds: orNull(number),
    }),
  ),
  interruptions: orNull(fc.nat()),
  averageTurnDuration: orNull(number),
  errors: orNull(
    fc.record({
      count: orNull(fc.nat()),
      fatal: orNull(fc.boolean()),
      details: fc.array(fc.jsonValue(), { maxLength: 3 }).map(value => JSON.parse(JSON.stringify(value))),
    }),
  ),
});

const phoneNumber = fc.oneof(
  text(),
  fc.integer({ min: 0, max: 9_999 }).map(last => `+1555${String(last).padStart(4, '0')}`),
);

/** A list row with any values in its fields. */
export const arbitraryCall: Arbitrary<Call> = fc
  .record({
    source: fc.constantFrom<SourceName>('BUTTER', 'BURKI'),
    sid: text(),
    databaseId: orNull(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(String)),
    status: fc.constantFrom<Call['status']>('QUEUED', 'IN_PROGRESS', 'COMPLETED', 'BUSY', 'UNKNOWN'),
    rawStatus: orNull(text()),
    direction: orNull(fc.constantFrom<NonNullable<Call['direction']>>('INBOUND', 'OUTBOUND', 'UNKNOWN')),
    rawDirection: orNull(text()),
    startedAt: orNull(instant),
    endedAt: orNull(instant),
    createdAt: orNull(instant),
    updatedAt: orNull(instant),
    duration: orNull(number),
    agentName: orNull(text()),
    agent: orNull(
      fc.record({
        source: fc.constantFrom<SourceName>('BUTTER', 'BURKI'),
        agentId: text(),
        name: orNull(text()),
      }),
    ),
    customerNumber: orNull(phoneNumber),
    agentNumber: orNull(phoneNumber),
    fromNumber: orNull(phoneNumber),
    toNumber: orNull(phoneNumber),
    endReason: orNull(text()),
    cost: cost(orNull(decimal)),
    turnCount: orNull(fc.nat()),
    recordingEnabled: orNull(fc.boolean()),
    flowName: orNull(text()),
    metadata: orNull(json),
    billingStatus: orNull(text()),
    organizationId: orNull(text()),
    detail: orNull(detail),
  })
  .map(callOf);
