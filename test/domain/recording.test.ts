import { expect, test } from 'vitest';
import { httpUrlOrNull } from '../../src/domain/recording.ts';

test.each([
  'https://recordings.example.com/1.mp3',
  'http://recordings.example.com/1.mp3',
  'HTTPS://recordings.example.com/1.mp3',
])('a browser can open %s', uri => {
  expect(httpUrlOrNull(uri)).toBe(uri);
});

test.each([
  's3://bucket/recordings/call_abc123.wav',
  'gs://bucket/1.wav',
  'javascript:alert(1)',
  'data:audio/wav;base64,AAAA',
  'file:///etc/passwd',
  '/recordings/1.mp3',
  'https://',
  null,
])('a browser cannot open %s', uri => {
  expect(httpUrlOrNull(uri)).toBeNull();
});
