import type { SourceIdentity } from '../../domain/call-source.ts';
import { isSid } from '../../domain/native-key.ts';

const agentKey = /^[A-Za-z0-9][A-Za-z0-9:._-]{0,255}$/;

export const isButterAgentKey = (key: string): boolean => key.length <= 256 && agentKey.test(key);

/** Butter's calls are keyed by their sid, which begins with `call_`; it has no integers. */
export const butterIdentity: SourceIdentity = {
  name: 'BUTTER',
  title: 'Butter',
  ownsSid: sid => sid.startsWith('call_'),
  ownsDatabaseId: () => false,
  isCallKey: isSid,
  isAgentKey: isButterAgentKey,
  keyOfSid: sid => sid,
};
