import type { CycleState } from './cycle-state.js';

/** What a caller gets at this moment. */
export type Decision = 'use' | 'use-and-refresh' | 'wait' | 'fail';

/**
 * The refresh rules, in the order in which they are asked.
 *
 * 1. A token before its refresh window is used.
 * 2. In the refresh window it is used too; the first caller starts a refresh, unless one is under way or the last failure
 *    asks for patience.
 * 3. In its last moments, and without a token, callers wait for the flight under way.
 * 4. While a failure asks for patience they do not wait: a token that has not ended is used, else they fail at once.
 * 5. Otherwise they wait for a new flight.
 *
 * @param isFlying True while a request for a token is under way.
 * @param now The clock's milliseconds.
 */
export function decide({ held, setback }: CycleState, isFlying: boolean, now: number): Decision {
  if (held && now < held.refreshAt) return 'use';
  const isPatient = setback !== undefined && now < setback.nextTryAt;
  if (held && now < held.waitAt) return isFlying || isPatient ? 'use' : 'use-and-refresh';
  if (isFlying) return 'wait';
  if (isPatient && held && now < held.endsAt) return 'use';
  return isPatient && setback.binds ? 'fail' : 'wait';
}
