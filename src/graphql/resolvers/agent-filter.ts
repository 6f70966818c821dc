import { type AgentFilter, foldName } from '../../domain/agent-list.ts';
import { badUserInput } from '../../domain/errors.ts';
import type { VoiceAgentFilter as FilterInput } from '../generated/resolver-types.ts';

const maxNameLength = 256;

/** Parses a filter into its canonical form, so that a cursor also fits the same filter in another spelling. */
export function readAgentFilter(input: FilterInput | null | undefined): AgentFilter {
  const { sources, name, active } = input ?? {};
  if (name && name.length > maxNameLength)
    throw badUserInput(`\`filter.name\` takes at most ${maxNameLength} characters.`);
  return {
    sources: sources ? [...new Set(sources)].sort() : null,
    name: name ? foldName(name) : null,
    active: active ?? null,
  };
}
