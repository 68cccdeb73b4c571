import { bounded, TIMED_OUT } from '../../token/bounded.js';
import { systemClock } from '../../token/clock.js';
import { codeOf } from '../code-of.js';

/** What came of something that needs the network: a value, or the code of what went wrong. */
export type Outcome<T> =
  | { readonly value: T; readonly code?: undefined }
  | { readonly code: string; readonly value?: undefined };

/** Tries something for at most `ms` milliseconds. Never rejects: what goes wrong is what the doctor looks for. */
export async function attempt<T>(ms: number, run: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await bounded(systemClock(), ms, new AbortController().signal, run) };
  } catch (error) {
    return { code: error === TIMED_OUT ? 'ETIMEDOUT' : (codeOf(error) ?? 'UNKNOWN') };
  }
}
