import type { SourceIdentity } from '../../domain/call-source.ts';
import { isIntegerKey } from '../../domain/native-key.ts';

/** Burki identifies calls by integer. Its sids come from many carriers, so no form of a sid identifies them. */
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
