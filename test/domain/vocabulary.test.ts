import { expect, test } from 'vitest';
import { directionOf, speakerOf, statusOf, transportOf } from '../../src/domain/vocabulary.ts';

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
  expect(statusOf(word)).toBe(status);
});

test('no status at all is UNKNOWN', () => {
  expect(statusOf(null)).toBe('UNKNOWN');
});

test.each([
  ['inbound', 'INBOUND'],
  ['Outbound', 'OUTBOUND'],
  ['preview', 'PREVIEW'],
  ['callback', 'UNKNOWN'],
  ['twilio', 'UNKNOWN'],
  [null, null],
])('the direction %s is %s', (word, direction) => {
  expect(directionOf(word)).toBe(direction);
});

test.each([
  ['twilio', 'TWILIO'],
  ['SIP', 'SIP'],
  ['WebRTC', 'WEBRTC'],
  ['teams', 'UNKNOWN'],
  [null, null],
])('the transport %s is %s', (word, transport) => {
  expect(transportOf(word)).toBe(transport);
});

test.each([
  ['assistant', 'AGENT'],
  ['agent', 'AGENT'],
  ['user', 'CUSTOMER'],
  ['Customer', 'CUSTOMER'],
  ['supervisor', 'OTHER'],
  ['tool', 'OTHER'],
  [null, null],
])('the speaker %s is %s', (word, speaker) => {
  expect(speakerOf(word)).toBe(speaker);
});
