import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AsposeAuthError, type AsposeAuthErrorCode } from '../../lib/errors.js';
import { AccessToken } from '../../lib/token/access-token.js';
import {
  computeWindows,
  decideRefresh,
  INITIAL_STATE,
  isExpired,
  isNewer,
  isRejected,
  type RefreshDecision,
  type TokenState,
  withFailure,
  withGrant,
  withRejection,
} from '../../lib/token/token-state.js';

const S = 1_000;
const MIN = 60 * S;
const NOW = 1_000_000.375;
const token = new AccessToken('one', NOW, NOW + MIN);
const cached = { token, refreshAt: NOW + 54 * S, waitAt: NOW + 58_800, expiresAt: NOW + MIN };
const error = (code: AsposeAuthErrorCode, retryAfterMs?: number) => new AsposeAuthError(code, 'why', { retryAfterMs });
const lastFailure = { error: error('ERR_ASPOSE_UNAVAILABLE'), nextTryAt: NOW, failures: 2 };
const digest = (value: string) => createHash('sha256').update(value).digest('base64url');
const rejected = new Map([[digest('old'), NOW + 5 * S]]);
const holding: TokenState = { generation: 3, cached, rejected, lastFailure };
const grant = (lifetimeMs: number) => ({ value: 'one', sentAt: NOW - 10, latencyMs: 10, lifetimeMs });

const windows = { refreshAt: 60, waitAt: 90, expiresAt: 100 };
/** what, is there a token, is a fetch in flight, may no fetch start, now, decision */
const decisions: [string, boolean, boolean, boolean, number, RefreshDecision][] = [
  ['no token', false, false, false, 0, 'wait'],
  ['no token, a fetch in flight', false, true, false, 0, 'wait'],
  ['T-7 no token, cooling down', false, false, true, 0, 'fail'],
  ['T-7 no token, cooling down, but a probe is in flight', false, true, true, 0, 'wait'],
  ['fresh', true, false, false, 59.9, 'use'],
  ['fresh, a fetch in flight', true, true, false, 59.9, 'use'],
  ['fresh, cooling down', true, false, true, 59.9, 'use'],
  ['the refresh window opens', true, false, false, 60, 'use-and-refresh'],
  ['refresh window, a fetch in flight', true, true, false, 60, 'use'],
  ['T-4 refresh window, cooling down', true, false, true, 70, 'use'],
  ['last moment of the refresh window', true, false, false, 89.9, 'use-and-refresh'],
  ['last moments', true, false, false, 90, 'wait'],
  ['last moments, a fetch in flight', true, true, false, 90, 'wait'],
  ['T-4 last moments, cooling down', true, false, true, 99.9, 'use'],
  ['expired', true, false, false, 100, 'wait'],
  ['expired, a fetch in flight', true, true, true, 100, 'wait'],
  ['T-6 expired, cooling down', true, false, true, 100, 'fail'],
];

describe('T-3 what a caller gets', () => {
  it.each(decisions)('%s', (_what, isHolding, isFetching, isCoolingDown, now, decision) => {
    expect(decideRefresh(isHolding ? windows : undefined, isFetching, isCoolingDown, now)).toBe(decision);
  });
});

describe('T-5 the state after a grant', () => {
  it('holds the token with its windows, no failure any more, and what was rejected', () => {
    const state = withGrant({ generation: 3, rejected, lastFailure }, grant(MIN), token, NOW, 0.5);
    const expected = { refreshAt: NOW - 10 + 51 * S, waitAt: NOW - 10 + 58_800, expiresAt: NOW - 10 + MIN };
    expect(state).toStrictEqual({ generation: 4, cached: { token, ...expected }, rejected });
  });

  it.each([0, 9, 10])('holds the old token if the lifetime of %d ms is over', (lifetimeMs) => {
    const next = new AccessToken('two', 0, 0);
    expect(withGrant(holding, grant(lifetimeMs), next, NOW, 0)).toEqual({ generation: 3, cached, rejected });
    expect(isExpired(grant(lifetimeMs), NOW)).toBe(true);
  });

  it('holds a token with a millisecond left', () => {
    expect(withGrant(INITIAL_STATE, grant(11), token, NOW, 0).cached?.token).toBe(token);
    expect(isExpired(grant(11), NOW)).toBe(false);
  });
});

describe('T-11 the state after a rejection', () => {
  it('is the same unless the token is the one in use', () => {
    expect(withRejection(holding, 'another', NOW)).toBe(holding);
    expect(withRejection(INITIAL_STATE, 'one', NOW)).toBe(INITIAL_STATE);
  });

  it('holds no token, and remembers the digest of the rejected one until its own end, and for drifting clocks a little longer', () => {
    const state = withRejection(holding, 'one', NOW);
    expect(state).toStrictEqual({
      generation: 4,
      rejected: new Map([...rejected, [digest('one'), NOW + MIN * 1.05]]),
    });
    const answers = [NOW, NOW + MIN * 1.05 - 0.125, NOW + MIN * 1.05].map((now) => isRejected(state, 'one', now));
    expect([...answers, isRejected(state, 'old', NOW), isRejected(state, 'two', NOW)]).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(JSON.stringify([...state.rejected])).not.toContain('"one"');
  });

  it('remembers it for its whole lifetime, because a clock that was set ahead makes it look older', () => {
    const monotonicNow = 7.5;
    const state = withRejection(holding, 'one', NOW + 59 * S, monotonicNow);
    expect(state.rejected.get(digest('one'))).toBe(monotonicNow + MIN * 1.05);
  });

  it.each([
    [NOW + 5 * S - 0.125, true],
    [NOW + 5 * S, false],
    [NOW + MIN - 0.125, false],
  ])('forgets those that have expired, at %d', (now, isRemembered) => {
    const state = withRejection(holding, 'one', now);
    expect([state.rejected.has(digest('one')), state.rejected.has(digest('old'))]).toEqual([true, isRemembered]);
  });

  it('at the start is empty', () => {
    expect(INITIAL_STATE).toStrictEqual({ generation: 0, rejected: new Map() });
  });
});

/** what, token, how long it lasts from now, state, whether it can be used */
const offers: [string, string, number, TokenState, boolean][] = [
  ['any, if none is cached', 'two', MIN, INITIAL_STATE, true],
  ['one before its last moments', 'two', 1_201, INITIAL_STATE, true],
  ['one in its last moments', 'two', 1_200, INITIAL_STATE, false],
  ['one that has expired', 'two', -1, INITIAL_STATE, false],
  ['T-11 one that the API has rejected', 'old', MIN, { generation: 4, rejected }, false],
  ['T-11 one that the API has rejected, again and again', 'old', 2 * MIN, holding, false],
  ['one that expires later than the cached one', 'two', MIN + 1, holding, true],
  ['one that expires a fraction of a millisecond later', 'two', MIN + 0.25, holding, true],
  ['one that expires with the cached one', 'two', MIN, holding, false],
  ['one that expires before', 'two', MIN - 1, holding, false],
  ['the very token that is cached', 'one', MIN + 1, holding, false],
];

describe('F-1 a token that another process requested', () => {
  it.each(offers)('%s (%s, %d ms left)', (_what, value, left, state, isWanted) => {
    const offer = { value, sentAt: NOW + left - MIN, latencyMs: 10, lifetimeMs: MIN };
    expect(isNewer(state, offer, NOW)).toBe(isWanted);
  });
});

/** code, failures before, lifetime left, random, the pause */
const pauses: [string, AsposeAuthErrorCode, number, number, number, number][] = [
  ['T-4 a first failure', 'ERR_ASPOSE_UNAVAILABLE', 0, 60 * MIN, 0, 500],
  ['T-4 a first failure', 'ERR_ASPOSE_UNAVAILABLE', 0, 60 * MIN, 0.5, 750],
  ['T-4 a second', 'ERR_ASPOSE_UNAVAILABLE', 1, 60 * MIN, 0, 1_000],
  ['T-4 a fourth', 'ERR_ASPOSE_TOKEN_RESPONSE', 3, 60 * MIN, 0.5, 6_000],
  ['T-4 a tenth', 'ERR_ASPOSE_UNAVAILABLE', 9, 60 * MIN, 0, 2.5 * MIN],
  ['T-4 a tenth', 'ERR_ASPOSE_UNAVAILABLE', 9, 60 * MIN, 0.8, 4.5 * MIN],
  ['T-4 the two-thousandth', 'ERR_ASPOSE_UNAVAILABLE', 1_999, 60 * MIN, 0, 2.5 * MIN],
  ['T-4 one near the end of the lifetime', 'ERR_ASPOSE_UNAVAILABLE', 9, 10 * S, 0, 5_000],
  ['T-4 one in the last seconds', 'ERR_ASPOSE_UNAVAILABLE', 0, 600, 0.9, 300],
  ['T-4 one just before the end, not ever shorter', 'ERR_ASPOSE_TOKEN_RESPONSE', 0, 1, 0, 250],
  ['T-4 a third, if the lifetime is long', 'ERR_ASPOSE_CREDENTIALS', 2, 60 * MIN, 0, 2_000],
  ['T-7 one at the end', 'ERR_ASPOSE_UNAVAILABLE', 0, 0, 0, 250],
  ['T-7 one after the end', 'ERR_ASPOSE_UNAVAILABLE', 5, -1, 0.5, 625],
  ['T-7 one after the end', 'ERR_ASPOSE_CONFIG', 0, -1, 0.2, 400],
  ['T-6 rejected credentials, whose guard has its own memory', 'ERR_ASPOSE_CREDENTIALS', 0, 0, 0, 250],
  ['T-7 an invalid response', 'ERR_ASPOSE_TOKEN_RESPONSE', 0, 0, 0, 1_000],
  ['T-7 an invalid response', 'ERR_ASPOSE_TOKEN_RESPONSE', 9, -1, 0.5, 3_000],
];

describe('the state after a failure', () => {
  it.each(pauses)(
    '%s (%s, %d before, %d ms left, random %d): a pause of %d ms',
    (_what, code, before, left, random, ms) => {
      const failing = error(code);
      const state: TokenState = { generation: 1, cached, lastFailure: { ...lastFailure, failures: before }, rejected };
      const after = { error: failing, nextTryAt: NOW + ms, failures: before + 1 };
      expect(withFailure(state, failing, left, NOW, random)).toStrictEqual({ ...state, lastFailure: after });
    },
  );

  it('T-7 without a token counts from one, and pauses for a moment', () => {
    const failing = error('ERR_ASPOSE_UNAVAILABLE');
    const after = { error: failing, nextTryAt: NOW + 250, failures: 1 };
    expect(withFailure(INITIAL_STATE, failing, -NOW, NOW, 0)).toStrictEqual({ ...INITIAL_STATE, lastFailure: after });
  });

  it.each([0, 5, 600_000])('T-6 leaves a Retry-After of %d ms to the guard, so that one place knows it', (ms) => {
    const failing = error('ERR_ASPOSE_UNAVAILABLE', ms);
    expect(withFailure(INITIAL_STATE, failing, 0, NOW, 0).lastFailure?.nextTryAt).toBe(NOW + 250);
  });

  it('T-9 is the same after an abort', () => {
    expect(withFailure(holding, error('ERR_ASPOSE_ABORTED'), MIN, NOW, 0)).toBe(holding);
  });
});

const HOUR = 60 * MIN;

/** lifetime, latency, random, expected lead of the refresh, expected lead of the wait */
const lifetimes: [number, number, number, number, number][] = [
  [1 * S, 50, 0, 500, 20],
  [2 * S, 50, 0, 1_000, 40],
  [2 * S, 50, 0.25, 1_250, 40],
  [2 * S, 900, 0.9, 1_500, 40],
  [5 * S, 50, 0, 1_000, 100],
  [5 * S, 800, 0, 1_600, 100],
  [5 * S, 4_000, 0, 2_500, 100],
  [12 * S, 50, 0, 1_200, 240],
  [MIN, 100, 0, 6 * S, 1_200],
  [HOUR, 100, 0, 5 * MIN, 30 * S],
  [HOUR, 100, 0.5, 7.5 * MIN, 30 * S],
  [24 * HOUR, 100, 0, 5 * MIN, 30 * S],
  [24 * HOUR, 100, 0.999, 5 * MIN * 1.999, 30 * S],
];

describe('T-3 windows follow the lifetime', () => {
  it.each(lifetimes)('lifetime %d ms, latency %d ms, random %d', (lifetime, latency, random, refreshLead, waitLead) => {
    const { refreshAt, waitAt, expiresAt } = computeWindows(500, lifetime, latency, random);
    expect(expiresAt).toBe(500 + lifetime);
    expect(expiresAt - refreshAt).toBeCloseTo(refreshLead, 6);
    expect(expiresAt - waitAt).toBeCloseTo(waitLead, 6);
  });

  it('are in order for any lifetime, latency and random', () => {
    const lifetime = fc.integer({ min: 1, max: 365 * 24 * HOUR });
    const random = fc.double({ min: 0, max: 0.999_999, noNaN: true });
    fc.assert(
      fc.property(lifetime, fc.nat(MIN), random, (lifetimeMs, latency, drawn) => {
        const { refreshAt, waitAt, expiresAt } = computeWindows(0, lifetimeMs, latency, drawn);
        expect(refreshAt).toBeGreaterThanOrEqual(lifetimeMs / 4 - 1);
        expect(refreshAt).toBeLessThan(waitAt);
        expect(waitAt).toBeLessThan(expiresAt);
      }),
    );
  });
});
