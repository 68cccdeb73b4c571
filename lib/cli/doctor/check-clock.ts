import { Axios } from 'axios';
import { EXIT } from '../exit-codes.js';
import { attempt, type Outcome } from './check-network.js';
import type { Finding } from './check-result.js';

/** A server's time and the local moments around it, all in milliseconds since 1970. */
export interface TimeReading {
  /** The `Date` header of the answer. */
  readonly date: string | undefined;
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** More than this is wrong; less is ordinary drift. */
const TOLERANCE_MS = 60_000;
/** `Date` counts whole seconds. */
const RESOLUTION_MS = 1_000;

function words(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} days`;
}

/** How far the local clock is from the server's; the time that the answer took is given to the clock's favour. */
export function judgeClock({ date, sentAt, answeredAt }: TimeReading): Finding {
  const check = 'clock';
  const server = Date.parse(date ?? '');
  if (Number.isNaN(server)) return { check, status: 'skip', text: 'not checked: the answer has no Date' };
  const ahead = sentAt - (server + RESOLUTION_MS);
  const behind = server - answeredAt;
  const skewMs = Math.max(ahead, behind, 0);
  const details = { skewMs: ahead > behind ? skewMs : -skewMs };
  if (skewMs < RESOLUTION_MS) return { check, status: 'ok', text: "right, by the server's", details };
  const off = `${words(skewMs)} ${ahead > behind ? 'ahead of' : 'behind'} the server's`;
  if (skewMs <= TOLERANCE_MS) return { check, status: 'ok', text: `${off}, which does no harm`, details };
  const text = `this machine's clock is ${off}`;
  const fix = 'set it, and have it kept by NTP; certificates and signed assertions depend on it';
  return { check, status: 'warn', text, fix, exit: EXIT.clock, details };
}

/** Reads the server's time without credentials: HEAD of its root, by the way that the token request would take. */
export function readServerTime(origin: string, timeoutMs: number): Promise<Outcome<TimeReading>> {
  const axios = new Axios({ adapter: 'http', maxRedirects: 0, validateStatus: () => true });
  return attempt(timeoutMs, async (signal) => {
    const sentAt = Date.now();
    const { headers } = await axios.head<unknown>(`${origin}/`, { signal });
    return { date: headers.date as string | undefined, sentAt, answeredAt: Date.now() };
  });
}
