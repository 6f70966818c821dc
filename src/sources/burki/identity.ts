import type { SourceIdentity } from '../../domain/call-source.ts';
import { isIntegerKey } from '../../domain/native-key.ts';

/** Burki's calls are keyed by an integer. Its sids come from many carriers, so their form does not tell them. */
export const burkiIdentity: SourceIdentity = {
  name: 'BURKI',
  title: 'Burki',
  ownsSid: () => false,
  ownsUnclaimedSids: true,
  ownsDatabaseId: isIntegerKey,
  isCallKey: isIntegerKey,
  isAgentKey: isIntegerKey,
  keyOfSid: () => null,
};
