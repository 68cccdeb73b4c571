import type { BatchProgress, LaneProgress } from '../../../src/desk/protocol.js';
import { formatCount, formatDuration, formatNumber } from '../format.js';
import type { Control } from './sandbox-controls.js';

/** What the tour presses. After `send` and `sendSlowly` it waits for the result, unless `while` says what to press meanwhile. */
export type Press = Control | { readonly send: Control; readonly while: Control };

export interface TourStep {
  readonly title: string;
  /** What happens. */
  readonly text: string;
  readonly presses: readonly Press[];
  /** What the result shows. */
  readonly lesson: string;
}

export const TOUR_STEPS: readonly TourStep[] = [
  {
    title: 'Start without a token',
    text: 'Two applications send the same 1,000 calls, 25 at a time: one with this package, one with an interceptor of fifty lines, as in tutorials.',
    presses: ['up', 'longLifetime', 'restart', 'revoke', 'send'],
    lesson:
      'With the package, calls share one token request. With the interceptor, each of the first calls sends its own.',
  },
  {
    title: 'Revoke the token',
    text: 'All tokens are revoked while calls are in progress. A new one takes 1.5 seconds.',
    presses: ['slow', { send: 'sendSlowly', while: 'revoke' }],
    lesson:
      'The package replays the rejected calls with one new token. The interceptor requests a token for each of them.',
  },
  {
    title: 'Let tokens expire',
    text: 'Tokens are valid for five seconds now. After a first batch of calls, another one takes as long as a token is valid.',
    presses: ['shortLifetime', 'send', 'sendSlowly'],
    lesson: 'The package renews the token in the background. With the interceptor, calls wait for each new token.',
  },
  {
    title: 'Break the token endpoint',
    text: 'The token endpoint is down, and the token is revoked, so no call can succeed.',
    presses: ['longLifetime', 'down', 'revoke', 'send'],
    lesson:
      'The package fails fast and pauses between its attempts. The interceptor sends a token request for each call.',
  },
  {
    title: 'Lock out the credentials',
    text: 'The endpoint is up again, but the service has locked out the credentials for ten minutes.',
    presses: ['up', 'lockOut', 'send'],
    lesson: 'The package sends nothing while the lock-out lasts. The interceptor does not notice it.',
  },
  {
    title: 'Rotate the secret',
    text: 'A new secret ends the lock-out for applications that know it.',
    presses: ['rotate', 'send'],
    lesson: 'The package reads the secret for each token request. The interceptor has to be restarted.',
  },
];

/** Describes what a batch of calls has shown in both lanes. */
export function describeResult({ ours, naive }: BatchProgress): string {
  return `This package: ${describeLane(ours)}. Interceptor: ${describeLane(naive)}.`;
}

function describeLane({ succeeded, failed, tokenRequests, longestMs }: LaneProgress): string {
  const calls = `${formatNumber(succeeded)} calls succeeded, ${formatNumber(failed)} failed`;
  return `${calls}, ${formatCount(tokenRequests, 'token request')}, slowest call ${formatDuration(longestMs)}`;
}
