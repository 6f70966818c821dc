import type { SourceIdentity } from '../../domain/call-source.ts';
import { isTextKey } from '../../domain/native-key.ts';

/** Butter's calls are keyed by their sid, which begins with `call_` as far as is documented; it has no integers. */
export const butterIdentity: SourceIdentity = {
  name: 'BUTTER',
  title: 'Butter',
  ownsSid: sid => sid.startsWith('call_'),
  ownsUnclaimedSids: false,
  ownsDatabaseId: () => false,
  isCallKey: isTextKey,
  isAgentKey: isTextKey,
  keyOfSid: sid => sid,
};
