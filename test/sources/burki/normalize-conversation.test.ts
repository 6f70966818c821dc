import { describe, expect, test } from 'vitest';
import {
  normalizeRecordings,
  normalizeTranscript,
} from '../../../src/sources/burki/normalize-conversation.ts';
import { readerOf } from '../reading.ts';

const segment = {
  id: 7,
  call_id: 101,
  content: 'Hello',
  is_final: true,
  speaker: 'assistant',
  segment_start: 0.4,
  segment_end: 3.1,
  confidence: 0.98,
  stt_timestamps: { words: [0.4, 0.9] },
  created_at: '2023-10-30T10:00:03.123456',
};

describe('a segment of a transcript', () => {
  test('is normalized to the letter', () => {
    const { reader, drifted } = readerOf();
    expect(normalizeTranscript([segment], reader)).toEqual([
      {
        databaseId: '7',
        speaker: 'AGENT',
        rawSpeaker: 'assistant',
        text: 'Hello',
        startOffset: 0.4,
        endOffset: 3.1,
        at: '2023-10-30T10:00:03.123456Z',
        confidence: 0.98,
        isFinal: true,
        turnNumber: 1,
        sttTimestamps: { words: [0.4, 0.9] },
      },
    ]);
    expect(drifted).toEqual([]);
  });

  test('may have nothing but its words', () => {
    const { reader, drifted } = readerOf();
    expect(normalizeTranscript([{ id: 7, call_id: 101, content: 'Hello' }], reader)).toMatchObject([
      {
        text: 'Hello',
        speaker: null,
        startOffset: null,
        confidence: null,
        isFinal: null,
        at: null,
        turnNumber: 1,
      },
    ]);
    expect(drifted).toEqual([]);
  });

  test('is of the next turn when the customer speaks after the agent', () => {
    const speakers = ['assistant', 'user', 'tool', 'assistant', 'user'];
    const segments = speakers.map((speaker, index) => ({ ...segment, id: index + 1, speaker }));
    expect(normalizeTranscript(segments, readerOf().reader).map(entry => entry.turnNumber)).toEqual([
      1, 2, 2, 2, 3,
    ]);
  });

  test('that is no object is left out and drift', () => {
    const { reader, drifted } = readerOf();
    expect(normalizeTranscript([segment, null, 'x'], reader)).toHaveLength(1);
    expect(drifted).toEqual(['(not an object)', '(not an object)']);
  });
});

describe('a recording', () => {
  test('is normalized to the letter', () => {
    const recording = {
      id: 1,
      call_id: 101,
      recording_sid: 'RE1',
      file_path: 'recordings/101.mp3',
      recording_url: 'https://recordings.example.com/101.mp3',
      duration: 300.5,
      format: 'mp3',
      recording_type: 'mixed',
      recording_source: 'twilio',
      status: 'completed',
      created_at: '2023-10-30T10:05:02',
    };
    expect(normalizeRecordings([recording], readerOf().reader)).toEqual([
      {
        databaseId: '1',
        sid: 'RE1',
        uri: 'https://recordings.example.com/101.mp3',
        url: 'https://recordings.example.com/101.mp3',
        filePath: 'recordings/101.mp3',
        duration: 300.5,
        format: 'mp3',
        type: 'mixed',
        origin: 'twilio',
        status: 'completed',
        createdAt: '2023-10-30T10:05:02Z',
      },
    ]);
  });

  test('often has no address', () => {
    const { reader, drifted } = readerOf();
    expect(normalizeRecordings([{ id: 1, call_id: 101, recording_url: null }], reader)).toMatchObject([
      { databaseId: '1', uri: null, url: null, duration: null },
    ]);
    expect(drifted).toEqual([]);
  });

  test('in a bucket has no address for a browser', () => {
    const recordings = [{ id: 1, recording_url: 's3://bucket/1.mp3' }];
    expect(normalizeRecordings(recordings, readerOf().reader)).toMatchObject([
      { uri: 's3://bucket/1.mp3', url: null },
    ]);
  });
});
