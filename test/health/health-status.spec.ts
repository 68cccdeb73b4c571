import { describe, expect, it } from '@jest/globals';
import { toHealth } from '../../lib/health/health-status.js';
import type { AsposeTokenState } from '../../lib/token/aspose-token.service.js';

const common = { account: 'default', requesting: false, tokenRequests: 3 };
const life = { acquiredAt: 0, refreshAt: 3_240_000, waitAt: 3_570_000, expiresAt: 3_600_000, remainingMs: 60_000 };
const lastError = {
  code: 'ERR_ASPOSE_UNAVAILABLE' as const,
  message: 'No token from api.aspose.cloud: HTTP 503.',
  failures: 2,
  retryAfterMs: 750,
};
const shownLife = { expiresAt: '1970-01-01T01:00:00.000Z', remainingMs: 60_000 };
const held = (status: AsposeTokenState['status']) => ({ ...common, ...life, status });
const none = { ...common, status: 'none' } as const;

/** what, state, and what is shown of it besides the account */
const rows: [string, AsposeTokenState, object][] = [
  ['nothing asked for yet', none, { token: 'cold' }],
  ['a first request under way', { ...none, requesting: true }, { token: 'cold' }],
  ['a request that failed', { ...none, lastError }, { token: 'down', ...lastError }],
  ['a failure being tried again', { ...none, requesting: true, lastError }, { token: 'down', ...lastError }],
  ['a token', held('fresh'), { token: 'fresh', ...shownLife }],
  ['a token that is due', held('refresh-due'), { token: 'fresh', ...shownLife }],
  ['a token about to end', held('expiring'), { token: 'fresh', ...shownLife }],
  [
    'a refresh that fails',
    { ...held('refresh-due'), lastError },
    { token: 'refresh-failing', ...shownLife, ...lastError },
  ],
  ['one that still fails', { ...held('expiring'), lastError }, { token: 'degraded', ...shownLife, ...lastError }],
];

describe('health of', () => {
  it.each(rows)('%s', (_what, state, shown) => {
    expect(toHealth(state)).toEqual({ account: 'default', ...shown });
  });
});
