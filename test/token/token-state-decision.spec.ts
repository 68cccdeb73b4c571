import { describe, expect, it } from '@jest/globals';
import { AsposeAuthError } from '../../lib/errors.js';
import { AccessToken } from '../../lib/token/access-token.js';
import { decideRefresh, type RefreshDecision, type TokenState } from '../../lib/token/token-state.js';

const cached = { token: new AccessToken('t', 0, 100), refreshAt: 60, waitAt: 90, expiresAt: 100 };
const lastFailure = (nextTryAt: number, failFast = true) => ({
  error: new AsposeAuthError('ERR_ASPOSE_UNAVAILABLE', 'x'),
  nextTryAt,
  failures: 1,
  failFast,
});
const empty: TokenState = { generation: 0, rejections: [] };
const holding: TokenState = { generation: 1, cached, rejections: [] };

/** what, state, is a flight under way, now, decision */
const cases: [string, TokenState, boolean, number, RefreshDecision][] = [
  ['no token', empty, false, 0, 'wait'],
  ['no token, flight under way', empty, true, 0, 'wait'],
  ['fresh', holding, false, 59, 'use'],
  ['fresh, flight under way', holding, true, 59, 'use'],
  ['refresh window opens', holding, false, 60, 'use-and-refresh'],
  ['refresh window, flight under way', holding, true, 60, 'use'],
  ['refresh window, still patient', { ...holding, lastFailure: lastFailure(71) }, false, 70, 'use'],
  ['refresh window, patience over', { ...holding, lastFailure: lastFailure(70) }, false, 70, 'use-and-refresh'],
  ['last moment of the refresh window', holding, false, 89, 'use-and-refresh'],
  ['last moments', holding, false, 90, 'wait'],
  ['last moments, flight under way', holding, true, 90, 'wait'],
  ['T-4 last moments, still patient', { ...holding, lastFailure: lastFailure(120) }, false, 99, 'use'],
  ['ended', holding, false, 100, 'wait'],
  ['ended, still patient', { ...holding, lastFailure: lastFailure(120) }, false, 100, 'fail'],
  ['ended, patience over', { ...holding, lastFailure: lastFailure(100) }, false, 100, 'wait'],
  ['T-7 no token, still patient', { ...empty, lastFailure: lastFailure(10) }, false, 9, 'fail'],
  ['T-7 no token, patience over', { ...empty, lastFailure: lastFailure(10) }, false, 10, 'wait'],
  [
    'T-7 no token, still patient, but a probe is under way',
    { ...empty, lastFailure: lastFailure(10) },
    true,
    9,
    'wait',
  ],
  [
    'T-8 no token, patient, but the secret may have changed',
    { ...empty, lastFailure: lastFailure(10, false) },
    false,
    9,
    'wait',
  ],
];

describe('T-3 the refresh rules', () => {
  it.each(cases)('%s', (_what, state, isFlying, now, decision) => {
    expect(decideRefresh(state, isFlying, now)).toBe(decision);
  });
});
