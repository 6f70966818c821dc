/** Any field may be null or absent (undefined). */
type Loose<Fields> = { readonly [Key in keyof Fields]?: Fields[Key] | null | undefined };

/** Same fields in the list, by id and by sid. */
export interface BurkiWireCall
  extends Loose<{
    assistant_name: string;
    flow_name: string;
    duration: number;
    started_at: string;
    ended_at: string;
    call_meta: Record<string, unknown>;
    total_cost: number;
    llm_cost: number;
    tts_cost: number;
    stt_cost: number;
    telephony_cost: number;
    cost_currency: string;
  }> {
  readonly id: number;
  readonly call_sid: string;
  readonly assistant_id: number;
  readonly to_phone_number: string;
  readonly customer_phone_number: string;
  readonly status: string;
}

export interface BurkiWireTranscript
  extends Loose<{
    speaker: string;
    is_final: boolean;
    segment_start: number;
    segment_end: number;
    confidence: number;
    stt_timestamps: Record<string, unknown>;
    created_at: string;
  }> {
  readonly id: number;
  readonly call_id: number;
  readonly content: string;
}

export interface BurkiWireRecording
  extends Loose<{
    recording_sid: string;
    file_path: string;
    recording_url: string;
    duration: number;
    format: string;
    recording_type: string;
    recording_source: string;
    status: string;
    created_at: string;
  }> {
  readonly id: number;
  readonly call_id: number;
}
