import type { Call } from '../../domain/call.ts';
import type { CallRecording } from '../../domain/recording.ts';
import type { TranscriptEntry, Turn, TurnEvent } from '../../domain/transcript.ts';
import type { AgentReference } from '../../domain/voice-agent.ts';

/** A part of a call with its place in its list, and its call, so that the field `call` needs no look-up. */
type OfCall<Part> = Part & { readonly call: Call; readonly index: number };

export type TurnOfCall = OfCall<Turn>;
export type EntryOfCall = OfCall<TranscriptEntry>;
export type RecordingOfCall = OfCall<CallRecording>;

/** Event with its call, whose source can read the event's metadata, and the place of its turn. */
export type EventOfCall = OfCall<TurnEvent> & { readonly turnIndex: number };

/** Result of a look-up by id; null if nothing is found, also within a list. */
export type FoundNode = Call | AgentReference | null;
