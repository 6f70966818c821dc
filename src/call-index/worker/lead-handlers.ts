import type { Cancellation } from '../../async/cancellation.ts';
import type { Accounts } from '../store/accounts.ts';
import type { Lease } from '../store/index-store.ts';
import type { AccountName } from '../store/row-database.ts';

/** Requests for the sole right to sync, which the worker holds as long as it runs. */
export function leadHandlers({ share, readSeenWalks }: Pick<Accounts, 'share' | 'readSeenWalks'>) {
  let lease: Lease | null = null;

  async function release(): Promise<void> {
    const held = lease;
    lease = null;
    await held?.release();
  }

  return {
    async lead([accounts]: readonly [readonly AccountName[]], cancellation: Cancellation): Promise<void> {
      await release();
      const { lead } = await share();
      lease = await lead(accounts, cancellation);
      try {
        if (cancellation.reason) throw cancellation.reason;
        await readSeenWalks();
      } catch (failure) {
        await release();
        throw failure;
      }
    },
    /** Resolves once the right is lost or released. */
    async leadLoss(_: readonly []): Promise<void> {
      const { loss } = lease ?? {};
      if (loss && !loss.reason) await new Promise(resolve => loss.onCancel(resolve));
    },
    releaseLead: (_: readonly []): Promise<void> => release(),
  };
}
