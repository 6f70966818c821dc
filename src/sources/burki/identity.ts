import type { SourceIdentity } from '../../domain/call-source.ts';
import { isIntegerKey } from '../../domain/native-key.ts';

/** Burki's calls are keyed by an integer; its sids come from many carriers, so it takes all that no other source claims. */
export const burkiIdentity: SourceIdentity = {
  name: 'BURKI',
  title: 'Burki',
  ownsSid: () => true,
  ownsDatabaseId: isIntegerKey,
  isCallKey: isIntegerKey,
  isAgentKey: isIntegerKey,
  keyOfSid: () => null,
};
