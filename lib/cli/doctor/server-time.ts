import { Axios } from 'axios';
import { attempt, type Outcome } from './attempt.js';
import type { TimeReading } from './clock.js';

/** Reads the server's time without credentials: HEAD of its root, by the way that the token request would take. */
export function readServerTime(origin: string, timeoutMs: number): Promise<Outcome<TimeReading>> {
  const axios = new Axios({ adapter: 'http', maxRedirects: 0, validateStatus: () => true });
  return attempt(timeoutMs, async (signal) => {
    const sentAt = Date.now();
    const { headers } = await axios.head<unknown>(`${origin}/`, { signal });
    return { date: headers.date as string | undefined, sentAt, answeredAt: Date.now() };
  });
}
