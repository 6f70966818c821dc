import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CallDirection,
  isLenientWord,
  parseDirection,
  parseEventKind,
  parseSpeaker,
  parseStatus,
  parseTransport,
  speakerParserFor,
} from '../../src/domain/enums.ts';

test.each([
  ['queued', 'QUEUED'],
  ['initiated', 'INITIATED'],
  ['calling', 'INITIATED'],
  ['ringing', 'RINGING'],
  ['in-progress', 'IN_PROGRESS'],
  ['in_progress', 'IN_PROGRESS'],
  ['ongoing', 'IN_PROGRESS'],
  ['completed', 'COMPLETED'],
  ['Completed', 'COMPLETED'],
  ['COMPLETED', 'COMPLETED'],
  [' completed ', 'COMPLETED'],
  ['in progress', 'IN_PROGRESS'],
  ['No  Answer\n', 'NO_ANSWER'],
  ['busy', 'BUSY'],
  ['no-answer', 'NO_ANSWER'],
  ['no_answer', 'NO_ANSWER'],
  ['No-Answer', 'NO_ANSWER'],
  ['failed', 'FAILED'],
  ['canceled', 'CANCELED'],
  ['cancelled', 'CANCELED'],
  ['active', 'UNKNOWN'],
  ['voicemail_detected', 'UNKNOWN'],
  ['constructor', 'UNKNOWN'],
  ['__proto__', 'UNKNOWN'],
])('the status %s is %s', (word, status) => {
  expect(parseStatus(word)).toBe(status);
});

test('an absent status is UNKNOWN', () => {
  expect(parseStatus(null)).toBe('UNKNOWN');
});

test.each([
  ['inbound', 'INBOUND'],
  ['Outbound', 'OUTBOUND'],
  ['preview', 'PREVIEW'],
  ['callback', 'UNKNOWN'],
  ['twilio', 'UNKNOWN'],
  [null, null],
])('the direction %s is %s', (word, direction) => {
  expect(parseDirection(word)).toBe(direction);
});

test.each([
  ['twilio', 'TWILIO'],
  ['SIP', 'SIP'],
  ['WebRTC', 'WEBRTC'],
  ['teams', 'UNKNOWN'],
  [null, null],
])('the transport %s is %s', (word, transport) => {
  expect(parseTransport(word)).toBe(transport);
});

test.each([
  ['assistant', 'AGENT'],
  ['agent', 'AGENT'],
  ['user', 'CUSTOMER'],
  ['Customer', 'CUSTOMER'],
  ['bot', 'AGENT'],
  ['AI', 'AGENT'],
  ['human', 'CUSTOMER'],
  ['caller', 'CUSTOMER'],
  ['caller_2', 'OTHER'],
  ['robot', 'OTHER'],
  ['supervisor', 'OTHER'],
  ['tool', 'OTHER'],
  [null, null],
])('the speaker %s is %s', (word, speaker) => {
  expect(parseSpeaker(word)).toBe(speaker);
});

test.each([
  ['assistant_response', 'AGENT_SPEECH'],
  ['Assistant-Response', 'AGENT_SPEECH'],
  ['assistant_response_2', 'OTHER'],
  ['assistant', 'OTHER'],
  ['user_message', 'CUSTOMER_SPEECH'],
  ['customer_message', 'CUSTOMER_SPEECH'],
  ['User Message', 'CUSTOMER_SPEECH'],
  ['user', 'OTHER'],
  ['customers', 'OTHER'],
  ['tool', 'TOOL_CALL'],
  ['tool_call', 'TOOL_CALL'],
  ['toolResult', 'TOOL_CALL'],
  ['vad_probe', 'OTHER'],
  ['', 'OTHER'],
  [null, 'OTHER'],
])('an event of the type %s is %s', (type, kind) => {
  expect(parseEventKind(type)).toBe(kind);
});

test('the caller of an outbound call is not its customer', () => {
  const speakers = (direction: CallDirection | null) =>
    ['caller', 'Caller', 'human', 'bot', null].map(speakerParserFor(direction));
  expect(speakers('OUTBOUND')).toEqual(['OTHER', 'OTHER', 'CUSTOMER', 'AGENT', null]);
  for (const direction of ['INBOUND', 'PREVIEW', 'UNKNOWN', null] as const)
    expect(speakers(direction)).toEqual(['CUSTOMER', 'CUSTOMER', 'CUSTOMER', 'AGENT', null]);
});

test('a word means the same in any case, with any blanks', () => {
  const anyBlank = fc.constantFrom('', ' ', '\t', '\n', '\u00a0', '  ');
  const anyWord = fc.constantFrom('in progress', 'no answer', 'completed', 'canceled');
  fc.assert(
    fc.property(
      anyWord,
      fc.constantFrom(' ', '-', '_', '\t', '  '),
      anyBlank,
      anyBlank,
      (word, gap, before, after) => {
        const spelled = before + word.replace(' ', gap).toUpperCase() + after;
        expect(parseStatus(spelled)).toBe(parseStatus(word.replace(' ', '_')));
        expect(isLenientWord(spelled)).toBe(/\s/.test(spelled));
      },
    ),
  );
});

test.each(['in-progress', 'no_answer', 'Completed', 'OUTBOUND', 'assistant', 'customer', 'WebRTC'])(
  'the word %s is documented in some spelling',
  word => {
    expect(isLenientWord(word)).toBe(false);
  },
);
