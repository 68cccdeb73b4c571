import type { AccountSettings } from '../config/settings.js';
import { type Asked, askEndpoint } from './ask-endpoint.js';
import type { Clock } from './clock.js';
import { admit, pairKey, settle } from './refusal-guard.js';
import type { PairRecord } from './refusal-policy.js';
import type { SendTokenRequest } from './token-endpoint.js';
import { guardedError } from './token-errors.js';

/** What becomes of the pair's record: a refusal is counted, a `Retry-After` is kept. */
function recordAfter({ answer, answeredAt }: Asked): (record: PairRecord) => PairRecord {
  if (answer.kind === 'refused') return (record) => ({ ...record, refusedAt: [...record.refusedAt, answeredAt] });
  if (answer.kind !== 'limited' && answer.kind !== 'unavailable') return unchanged;
  const { kind, retryAfterMs } = answer;
  if (retryAfterMs === undefined) return unchanged;
  return (record) => ({ ...record, told: { at: answeredAt + retryAfterMs, because: kind } });
}

const unchanged = (record: PairRecord): PairRecord => record;

/**
 * {@link askEndpoint} under the guard against the service's lock-out.
 *
 * @param onSend Called when the guard has let the request pass and it leaves.
 * @throws AsposeAuthError where the guard forbids asking for now; nothing was sent then.
 */
export async function guardedAsk(
  settings: AccountSettings,
  tools: { readonly clock: Clock; readonly send: SendTokenRequest },
  secret: string | undefined,
  signal: AbortSignal,
  onSend: () => void,
): Promise<Asked> {
  const key = pairKey(settings.tokenUrl, settings.clientId, secret);
  const obstacle = await admit(key, () => tools.clock.now());
  if (obstacle) throw guardedError(obstacle, settings, tools.clock.now());
  let change = unchanged;
  try {
    signal.throwIfAborted(); // it may have waited for its place for longer than anybody wanted
    const asked = await askEndpoint(settings, tools, secret, signal, onSend);
    change = recordAfter(asked);
    return asked;
  } finally {
    settle(key, change);
  }
}
