import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AsposeAuthError, type AsposeAuthErrorCode } from '../../lib/errors.js';
import { AccessToken } from '../../lib/token/access-token.js';
import {
  computeWindows,
  INITIAL_STATE,
  isNewer,
  isRejected,
  type TokenState,
  withFailure,
  withGrant,
  withRejection,
} from '../../lib/token/token-state.js';

const S = 1_000;
const MIN = 60 * S;
const NOW = 1_000_000;
const token = new AccessToken('one', NOW, NOW + MIN);
const cached = { token, refreshAt: NOW + 54 * S, waitAt: NOW + 58_800, expiresAt: NOW + MIN };
const error = (code: AsposeAuthErrorCode, retryAfterMs?: number) => new AsposeAuthError(code, 'why', { retryAfterMs });
const lastFailure = { error: error('ERR_ASPOSE_UNAVAILABLE'), nextTryAt: NOW, failures: 2, failFast: true };
const rejections = [{ value: 'old', at: NOW - 5 * S }];
const holding: TokenState = { generation: 3, cached, rejections, lastFailure };
const grant = (lifetimeMs: number) => ({ value: 'one', sentAt: NOW - 10, latencyMs: 10, lifetimeMs });

describe('T-5 the state after a grant', () => {
  it('holds the token with its windows, and no failure any more', () => {
    const state = withGrant({ generation: 3, rejections, lastFailure }, grant(MIN), token, NOW, 0.5);
    const windows = { refreshAt: NOW - 10 + 51 * S, waitAt: NOW - 10 + 58_800, expiresAt: NOW - 10 + MIN };
    expect(state).toStrictEqual({ generation: 4, cached: { token, ...windows }, rejections });
  });

  it('remembers up to when tokens were refused', () => {
    const state = withGrant({ generation: 3, rejections, newestRejectedSentAt: NOW - 1 }, grant(MIN), token, NOW, 0);
    expect(state.newestRejectedSentAt).toBe(NOW - 1);
  });

  it.each([0, 9, 10])('holds what it held where the life of %d ms is over', (lifetimeMs) => {
    const next = new AccessToken('two', 0, 0);
    expect(withGrant(holding, grant(lifetimeMs), next, NOW, 0)).toEqual({ generation: 3, cached, rejections });
  });

  it('holds a token with a millisecond left', () => {
    expect(withGrant(INITIAL_STATE, grant(11), token, NOW, 0).cached?.token).toBe(token);
  });
});

describe('T-11 the state after a rejection', () => {
  it('is the same unless the token is the one in use', () => {
    expect(withRejection(holding, 'another', NOW)).toBe(holding);
    expect(withRejection(INITIAL_STATE, 'one', NOW)).toBe(INITIAL_STATE);
  });

  it('holds nothing, and remembers the token for ten seconds', () => {
    const state = withRejection(holding, 'one', NOW);
    expect(state).toStrictEqual({
      generation: 4,
      rejections: [...rejections, { value: 'one', at: NOW }],
      newestRejectedSentAt: holding.cached?.token.acquiredAt.getTime(),
    });
    expect(withRejection(holding, 'one', NOW + 5 * S).rejections).toEqual([{ value: 'one', at: NOW + 5 * S }]);
    const remembers = [NOW, NOW + 9_999, NOW + 10_000].map((now) => isRejected(state, 'one', now));
    expect(remembers).toEqual([true, true, false]);
    expect([isRejected(state, 'old', NOW), isRejected(state, 'two', NOW)]).toEqual([true, false]);
  });

  it('of nothing is empty', () => {
    expect(INITIAL_STATE).toStrictEqual({ generation: 0, rejections: [] });
  });
});

/** what, token, its end from now, what is cached, whether it would do */
const offers: [string, string, number, TokenState, boolean][] = [
  ['any, where none is held', 'two', MIN, INITIAL_STATE, true],
  ['one before its last moments', 'two', 1_201, INITIAL_STATE, true],
  ['one in its last moments', 'two', 1_200, INITIAL_STATE, false],
  ['one that has ended', 'two', -1, INITIAL_STATE, false],
  ['one that the API has refused', 'old', MIN, { generation: 4, rejections }, false],
  ['one that ends later than what is held', 'two', MIN + 1, holding, true],
  ['one that ends with what is held', 'two', MIN, holding, false],
  ['one that ends before', 'two', MIN - 1, holding, false],
  ['the very token that is held', 'one', MIN + 1, holding, false],
  [
    'one asked for before one that the API has refused',
    'two',
    MIN - 2,
    { ...INITIAL_STATE, newestRejectedSentAt: NOW - 1 },
    false,
  ],
  ['one asked for with it', 'two', MIN - 1, { ...INITIAL_STATE, newestRejectedSentAt: NOW - 1 }, false],
  ['one asked for after it', 'two', MIN, { ...INITIAL_STATE, newestRejectedSentAt: NOW - 1 }, true],
];

describe('F-1 a token that another process was granted', () => {
  it.each(offers)('%s (%s, %d ms left)', (_what, value, left, state, isWanted) => {
    const offer = { value, sentAt: NOW + left - MIN, latencyMs: 10, lifetimeMs: MIN };
    expect(isNewer(state, offer, NOW)).toBe(isWanted);
  });
});

/** code, failures before, life left, random, the pause */
const pauses: [string, AsposeAuthErrorCode, number, number, number, number][] = [
  ['T-4 a first failure', 'ERR_ASPOSE_UNAVAILABLE', 0, 60 * MIN, 0, 500],
  ['T-4 a first failure', 'ERR_ASPOSE_UNAVAILABLE', 0, 60 * MIN, 0.5, 750],
  ['T-4 a second', 'ERR_ASPOSE_UNAVAILABLE', 1, 60 * MIN, 0, 1_000],
  ['T-4 a fourth', 'ERR_ASPOSE_TOKEN_RESPONSE', 3, 60 * MIN, 0.5, 6_000],
  ['T-4 a tenth', 'ERR_ASPOSE_UNAVAILABLE', 9, 60 * MIN, 0, 2.5 * MIN],
  ['T-4 a tenth', 'ERR_ASPOSE_UNAVAILABLE', 9, 60 * MIN, 0.8, 4.5 * MIN],
  ['T-4 the two-thousandth', 'ERR_ASPOSE_UNAVAILABLE', 1_999, 60 * MIN, 0, 2.5 * MIN],
  ['T-4 one near the end of the life', 'ERR_ASPOSE_UNAVAILABLE', 9, 10 * S, 0, 5_000],
  ['T-4 one just before the end', 'ERR_ASPOSE_TOKEN_RESPONSE', 0, 1, 0, 0.5],
  ['T-7 one at the end', 'ERR_ASPOSE_UNAVAILABLE', 0, 0, 0, 250],
  ['T-7 one after the end', 'ERR_ASPOSE_UNAVAILABLE', 5, -1, 0.5, 625],
  ['T-7 one after the end', 'ERR_ASPOSE_CONFIG', 0, -1, 0.2, 400],
  ['T-7 an unusable answer', 'ERR_ASPOSE_TOKEN_RESPONSE', 0, 0, 0, 1_000],
  ['T-7 an unusable answer', 'ERR_ASPOSE_TOKEN_RESPONSE', 9, -1, 0.5, 3_000],
];

describe('the state after a failure', () => {
  it.each(pauses)(
    '%s (%s, %d before, %d ms left, random %d): a pause of %d ms',
    (_what, code, before, left, random, ms) => {
      const failing = error(code);
      const state: TokenState = {
        generation: 1,
        cached: { ...cached, expiresAt: NOW + left },
        lastFailure: { ...lastFailure, failures: before },
        rejections,
      };
      const after = { error: failing, nextTryAt: NOW + ms, failures: before + 1, failFast: true };
      expect(withFailure(state, failing, NOW, random, false)).toStrictEqual({ ...state, lastFailure: after });
    },
  );

  it('T-7 without a token counts from one, and pauses for a moment', () => {
    const failing = error('ERR_ASPOSE_UNAVAILABLE');
    const after = { error: failing, nextTryAt: NOW + 250, failures: 1, failFast: true };
    expect(withFailure(INITIAL_STATE, failing, NOW, 0, false)).toStrictEqual({ ...INITIAL_STATE, lastFailure: after });
  });

  it.each([0, 5, 600_000])('T-6 honours a Retry-After of %d ms, whatever life is left', (ms) => {
    const failing = error('ERR_ASPOSE_UNAVAILABLE', ms);
    for (const state of [INITIAL_STATE, holding])
      expect(withFailure(state, failing, NOW, 0.5, false).lastFailure?.nextTryAt).toBe(NOW + ms);
  });

  it.each<[AsposeAuthErrorCode, boolean, boolean]>([
    ['ERR_ASPOSE_CREDENTIALS', true, false],
    ['ERR_ASPOSE_LOCKED_OUT', true, false],
    ['ERR_ASPOSE_UNAVAILABLE', true, true],
    ['ERR_ASPOSE_CREDENTIALS', false, true],
    ['ERR_ASPOSE_LOCKED_OUT', false, true],
  ])('T-8 %s, where the secret rotates: %p, failFast callers: %p', (code, rotates, failFast) => {
    expect(withFailure(INITIAL_STATE, error(code), NOW, 0, rotates).lastFailure?.failFast).toBe(failFast);
  });

  it('T-9 is the same after an abort', () => {
    expect(withFailure(holding, error('ERR_ASPOSE_ABORTED'), NOW, 0, false)).toBe(holding);
  });
});

const SRefreshWindows = 1_000;
const MINRefreshWindows = 60 * SRefreshWindows;
const HOUR = 60 * MINRefreshWindows;

/** life, latency, random, expected lead of the refresh, expected lead of the wait */
const cases: [number, number, number, number, number][] = [
  [1 * SRefreshWindows, 50, 0, 500, 20],
  [2 * SRefreshWindows, 50, 0, 1_000, 40],
  [2 * SRefreshWindows, 50, 0.25, 1_250, 40],
  [2 * SRefreshWindows, 900, 0.9, 1_500, 40],
  [5 * SRefreshWindows, 50, 0, 1_000, 100],
  [5 * SRefreshWindows, 800, 0, 1_600, 100],
  [5 * SRefreshWindows, 4_000, 0, 2_500, 100],
  [12 * SRefreshWindows, 50, 0, 1_200, 240],
  [MINRefreshWindows, 100, 0, 6 * SRefreshWindows, 1_200],
  [HOUR, 100, 0, 5 * MINRefreshWindows, 30 * SRefreshWindows],
  [HOUR, 100, 0.5, 7.5 * MINRefreshWindows, 30 * SRefreshWindows],
  [24 * HOUR, 100, 0, 5 * MINRefreshWindows, 30 * SRefreshWindows],
  [24 * HOUR, 100, 0.999, 5 * MINRefreshWindows * 1.999, 30 * SRefreshWindows],
];

describe('T-3 windows follow the life', () => {
  it.each(cases)('life %d ms, latency %d ms, random %d', (life, latency, random, refreshLead, waitLead) => {
    const { refreshAt, waitAt, expiresAt } = computeWindows(500, life, latency, random);
    expect(expiresAt).toBe(500 + life);
    expect(expiresAt - refreshAt).toBeCloseTo(refreshLead, 6);
    expect(expiresAt - waitAt).toBeCloseTo(waitLead, 6);
  });

  it('are in order for any life, latency and random', () => {
    const life = fc.integer({ min: 1, max: 365 * 24 * HOUR });
    const random = fc.double({ min: 0, max: 0.999_999, noNaN: true });
    fc.assert(
      fc.property(life, fc.nat(MINRefreshWindows), random, (lifetimeMs, latency, drawn) => {
        const { refreshAt, waitAt, expiresAt } = computeWindows(0, lifetimeMs, latency, drawn);
        expect(refreshAt).toBeGreaterThanOrEqual(lifetimeMs / 4 - 1);
        expect(refreshAt).toBeLessThan(waitAt);
        expect(waitAt).toBeLessThan(expiresAt);
      }),
    );
  });
});
