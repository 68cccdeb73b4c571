import type { AsposeStoredValue } from '../options/token-store.js';
import { LOCKOUT_WINDOW_MS, type PairRecord } from '../token/lockout-policy.js';
import type { TokenGrant } from '../token/token-grant.js';
import type { Clock } from '../util/clock.js';

/**
 * A value for the store. It holds ages, and how long the store keeps the value (F-5). No times, because clocks differ. The exception
 * is `storedAt`, the writer's wall clock, which counts only if the store does not tell the remaining time.
 */
export interface SerializedValue {
  readonly text: string;
  readonly ttlMs: number;
}

/** A value from the store. `ttlMs` is the remaining time; `undefined` if the store does not tell it. */
export interface ReceivedValue {
  readonly text: string;
  readonly ttlMs: number | undefined;
}

/** Serializes a grant; `undefined` if it has expired. */
export function serializeGrant(grant: TokenGrant, clock: Clock): SerializedValue | undefined {
  const { value, sentAt, lifetimeMs, latencyMs } = grant;
  const ageMs = clock.elapsed() - sentAt;
  const ttlMs = Math.floor(lifetimeMs - ageMs); // Redis accepts no fractions
  if (!(ttlMs > 0)) return undefined;
  return { ttlMs, text: JSON.stringify({ value, ageMs, lifetimeMs, latencyMs, ttlMs, storedAt: clock.now() }) };
}

/**
 * Parses a stored token to a grant of this process; `undefined` for anything else, and if it has expired.
 *
 * @param requestedAt When the read was sent. The reply may have been long under way, so the age counts from here.
 */
export function parseStoredGrant(
  received: ReceivedValue | undefined,
  clock: Clock,
  requestedAt = clock.elapsed(),
): TokenGrant | undefined {
  const stored = parseObject(received?.text);
  const sinceStored = getTimeSinceStored(stored, received?.ttlMs, clock);
  const { value, ageMs, lifetimeMs, latencyMs } = stored;
  if (sinceStored === undefined || typeof value !== 'string') return undefined;
  if (!isDuration(ageMs) || !isDuration(lifetimeMs) || !isDuration(latencyMs)) return undefined;
  const sentAt = requestedAt - ageMs - sinceStored.maxMs;
  return clock.elapsed() < sentAt + lifetimeMs ? { value, sentAt, lifetimeMs, latencyMs } : undefined;
}

/** Serializes what a process knows of a credential pair. */
export function serializeRecord({ rejected, retryAfter }: PairRecord, clock: Clock): SerializedValue {
  const now = clock.monotonic();
  const ttlMs = Math.ceil(Math.max(LOCKOUT_WINDOW_MS, (retryAfter?.at ?? 0) - now));
  const record = {
    rejected: rejected.map(({ id, at, parameters }) => ({ id, parameters, ageMs: now - at })),
    ...(retryAfter && { retryAfter: { inMs: retryAfter.at - now, because: retryAfter.because } }),
  };
  return { ttlMs, text: JSON.stringify({ ...record, ttlMs, storedAt: clock.now() }) };
}

/** Parses a stored record of a credential pair to times of this process; `undefined` for anything else. */
export function parseRecord(received: ReceivedValue | undefined, clock: Clock): PairRecord | undefined {
  const stored = parseObject(received?.text);
  const sinceStored = getTimeSinceStored(stored, received?.ttlMs, clock);
  if (sinceStored === undefined || !Array.isArray(stored.rejected) || !stored.rejected.every(isRejection)) {
    return undefined;
  }
  const now = clock.monotonic();
  const storedAt = now - sinceStored.minMs;
  const rejected = stored.rejected.map(({ id, parameters, ageMs }) => ({ id, parameters, at: storedAt - ageMs }));
  const { inMs, because } = (stored.retryAfter ?? {}) as { inMs?: unknown; because?: unknown };
  if (!isDuration(inMs) || (because !== 'rate-limited' && because !== 'unavailable')) return { rejected };
  return { rejected, retryAfter: { at: now - sinceStored.ms + inMs, because } };
}

/** By how much the wall clocks of two processes may differ. */
const MAX_CLOCK_DIFFERENCE_MS = 5_000;

/**
 * How long ago a value was stored; `undefined` if that cannot be told. By wall clocks it is a span: a token counts as old, and a
 * rejection as recent, as they may be. A `Retry-After` counts by what the clocks say.
 */
function getTimeSinceStored(
  { ttlMs, storedAt }: Readonly<Record<string, unknown>>,
  remainingMs: number | undefined,
  clock: Clock,
): { readonly minMs: number; readonly ms: number; readonly maxMs: number } | undefined {
  if (!isDuration(ttlMs)) return undefined;
  const since = remainingMs === undefined ? clock.now() - Number(storedAt) : Math.max(0, ttlMs - remainingMs);
  const doubt = remainingMs === undefined ? MAX_CLOCK_DIFFERENCE_MS : 0;
  if (!(since >= -doubt && since < ttlMs)) return undefined; // NaN included
  return { minMs: Math.max(0, since - doubt), ms: Math.max(0, since), maxMs: since + doubt };
}

/** Reads what a store returned, as text with the remaining time; `undefined` for anything else, which others may have written. */
export function parseStoredValue(stored: AsposeStoredValue | string | null | undefined): ReceivedValue | undefined {
  if (stored === undefined || stored === null) return undefined;
  const { value, ttlMs } = (isText(stored) ? { value: stored } : stored) as { value?: unknown; ttlMs?: unknown };
  if (!isText(value)) return undefined;
  const remainingMs = Number(ttlMs);
  return {
    text: typeof value === 'string' ? value : Buffer.from(value).toString(),
    ttlMs: remainingMs > 0 ? remainingMs : undefined,
  };
}

/** Some clients return bytes. */
const isText = (value: unknown): value is string | Uint8Array =>
  typeof value === 'string' || value instanceof Uint8Array;

const isDuration = (value: unknown): value is number => Number.isFinite(value) && (value as number) >= 0;

function isRejection(value: unknown): value is { id: string; parameters?: string; ageMs: number } {
  const { id, parameters, ageMs } = (value ?? {}) as Record<string, unknown>;
  return typeof id === 'string' && isDuration(ageMs) && (parameters === undefined || typeof parameters === 'string');
}

/** The properties of a JSON object; none for any other text. */
function parseObject(text = '{}'): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
