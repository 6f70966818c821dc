import type { Telling } from './calls.ts';
import type { BurkiWireCall } from './wire.ts';

/** Call of the vendor's documentation, unchanged. */
export const documentedCall: BurkiWireCall = {
  id: 101,
  call_sid: 'CAxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
  assistant_id: 123,
  assistant_name: 'ServiceBot',
  flow_name: 'Customer Support Flow',
  to_phone_number: '+15551234567',
  customer_phone_number: '+15559876543',
  status: 'completed',
  started_at: '2023-10-30T10:00:00Z',
  ended_at: '2023-10-30T10:05:00Z',
  duration: 300,
  call_meta: { customer_id: 'cust_abc123' },
  total_cost: 0.05,
  llm_cost: 0.02,
  tts_cost: 0.01,
  stt_cost: 0.01,
  telephony_cost: 0.01,
  cost_currency: 'USD',
};

const segment = (id: number, speaker: string, start: number, end: number, content: string) => ({
  id,
  call_id: documentedCall.id,
  content,
  is_final: true,
  speaker,
  segment_start: start,
  segment_end: end,
  confidence: 0.98,
  stt_timestamps: null,
  created_at: `2023-10-30T10:00:${String(Math.round(end)).padStart(2, '0')}`,
});

/** Transcripts and recordings of the documented call, which are our own. */
export const documentedTelling: Telling = {
  transcripts: [
    segment(1, 'assistant', 0.4, 3.1, 'Hello, this is ServiceBot. How can I help you?'),
    segment(2, 'user', 4.2, 6.8, 'My last invoice is wrong.'),
    segment(3, 'assistant', 7.5, 10.2, 'I am sorry about that. Let me look it up.'),
    segment(4, 'user', 11.3, 12.1, 'Thank you.'),
  ],
  recordings: [
    {
      id: 1,
      call_id: documentedCall.id,
      recording_sid: 'RExxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      file_path: 'recordings/101.mp3',
      recording_url: 'https://recordings.example.com/101.mp3',
      duration: 300,
      format: 'mp3',
      recording_type: 'full',
      recording_source: 'twilio',
      status: 'completed',
      created_at: '2023-10-30T10:05:02',
    },
  ],
};
