import type { Call } from '../../domain/call.ts';
import type { TranscriptEntry } from '../../domain/transcript.ts';
import type { AgentReference } from '../../domain/voice-agent.ts';

/** An entry that knows the very call it was reached through, so that going back costs nothing. */
export type EntryOfCall = TranscriptEntry & { readonly call: Call };

/** What an id may lead to; null where nothing is there, also within a list. */
export type FoundNode = Call | AgentReference | null;
