import type { Call } from '../../domain/call.ts';
import type { TranscriptEntry, Turn, TurnEvent } from '../../domain/transcript.ts';
import type { AgentReference } from '../../domain/voice-agent.ts';

/** Transcript entry with its place in the transcript, and its call, so that the field `call` needs no look-up. */
export type EntryOfCall = TranscriptEntry & { readonly call: Call; readonly index: number };

export type TurnOfCall = Turn & { readonly call: Call };

/** Event with its call, whose source can read the event's metadata. */
export type EventOfCall = TurnEvent & { readonly call: Call };

/** Result of a look-up by id; null if nothing is found, also within a list. */
export type FoundNode = Call | AgentReference | null;
