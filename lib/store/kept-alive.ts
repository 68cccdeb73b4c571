import type { AsposeTokenLease } from '../config/token-store.js';
import type { Clock } from '../token/clock.js';

/**
 * Renews a lease for as long as its work goes on. A process that dies stops renewing, and others wait for the rest of the
 * lease and no longer.
 *
 * @returns Ends that, and gives the lease back.
 */
export function keptAlive(lease: AsposeTokenLease, clock: Clock): () => Promise<void> {
  let cancel: () => void = () => undefined;
  let hasEnded = false;
  const renewLater = (): void => {
    // a third, so that one late renewal does no harm
    cancel = clock.after(lease.ttlMs / 3, () => {
      lease.renew().then(
        (isOurs) => {
          if (isOurs && !hasEnded) renewLater();
        },
        () => undefined, // the request goes on; at worst another process asks, too
      );
    });
  };
  renewLater();
  return () => {
    hasEnded = true;
    cancel();
    return lease.release();
  };
}
