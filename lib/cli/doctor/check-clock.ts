import { Axios } from 'axios';
import { EXIT } from '../exit-codes.js';
import { type NetworkResult, tryWithTimeout } from './check-network.js';
import type { CheckResult } from './check-result.js';
import { formatDuration } from './format.js';

/** The server's time, and the local times around it in milliseconds since 1970. */
export interface TimeReading {
  /** The `Date` header of the response. */
  readonly date: string | undefined;
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** A larger difference is an error, a smaller one normal drift. */
const TOLERANCE_MS = 60_000;
/** `Date` has a resolution of one second. */
const RESOLUTION_MS = 1_000;

/** Compares the local clock with the server's. The server's time may be any moment between request and response. */
export function checkClock({ date, sentAt, receivedAt }: TimeReading): CheckResult {
  const check = 'clock';
  const serverTime = Date.parse(date ?? '');
  if (Number.isNaN(serverTime)) return { check, status: 'skip', text: 'not checked: the response has no Date header' };
  const ahead = sentAt - (serverTime + RESOLUTION_MS);
  const behind = serverTime - receivedAt;
  const skewMs = Math.max(ahead, behind, 0);
  const details = { skewMs: ahead > behind ? skewMs : -skewMs };
  if (skewMs < RESOLUTION_MS) return { check, status: 'ok', text: "matches the server's clock", details };
  const difference = `${formatDuration(skewMs)} ${ahead > behind ? 'ahead of' : 'behind'} the server's`;
  if (skewMs <= TOLERANCE_MS) return { check, status: 'ok', text: `${difference}, which is harmless`, details };
  const text = `this machine's clock is ${difference}`;
  const fix = 'set the clock and synchronize it with NTP. Certificates and signed assertions depend on it';
  return { check, status: 'warn', text, fix, exit: EXIT.clock, details };
}

/** Reads the server's time without credentials, by a HEAD request that takes the same route as the token request. */
export function readServerTime(origin: string, timeoutMs: number): Promise<NetworkResult<TimeReading>> {
  const axios = new Axios({ adapter: 'http', maxRedirects: 0, validateStatus: () => true });
  return tryWithTimeout(timeoutMs, async (signal) => {
    const sentAt = Date.now();
    const { headers } = await axios.head<unknown>(`${origin}/`, { signal });
    return { date: headers.date as string | undefined, sentAt, receivedAt: Date.now() };
  });
}
