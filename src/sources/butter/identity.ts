import type { SourceIdentity } from '../../domain/call-source.ts';
import { isTextKey } from '../../domain/native-key.ts';

/** Butter identifies calls by sid, which begins with `call_` in its documentation; it has no integer ids. */
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
