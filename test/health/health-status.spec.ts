import { describe, expect, it } from '@jest/globals';
import { toHealth } from '../../lib/health/health-status.js';
import type { AsposeTokenState } from '../../lib/token/aspose-token.service.js';

const common = { account: 'default', requesting: false, tokenRequests: 3 };
const lifetime = { acquiredAt: 0, refreshAt: 3_240_000, waitAt: 3_570_000, expiresAt: 3_600_000, remainingMs: 60_000 };
const lastError = {
  code: 'ERR_ASPOSE_UNAVAILABLE' as const,
  message: 'No token from api.aspose.cloud: HTTP 503.',
  failures: 2,
  retryAfterMs: 750,
};
const shownLifetime = { expiresAt: '1970-01-01T01:00:00.000Z', remainingMs: 60_000 };
const withToken = (status: AsposeTokenState['status']) => ({ ...common, ...lifetime, status });
const none = { ...common, status: 'none' } as const;

/** Case, state, and what the health check shows of it besides the account. */
const rows: [string, AsposeTokenState, object][] = [
  ['no token requested yet', none, { token: 'cold' }],
  ['a first request under way', { ...none, requesting: true }, { token: 'cold' }],
  ['a request that failed', { ...none, lastError }, { token: 'down', ...lastError }],
  ['a retry after a failure', { ...none, requesting: true, lastError }, { token: 'down', ...lastError }],
  ['a token', withToken('fresh'), { token: 'fresh', ...shownLifetime }],
  ['a token whose refresh is due', withToken('refresh-due'), { token: 'fresh', ...shownLifetime }],
  ['a token about to expire', withToken('expiring'), { token: 'fresh', ...shownLifetime }],
  [
    'a refresh that fails',
    { ...withToken('refresh-due'), lastError },
    { token: 'refresh-failing', ...shownLifetime, ...lastError },
  ],
  [
    'a refresh that fails until the token is about to expire',
    { ...withToken('expiring'), lastError },
    { token: 'degraded', ...shownLifetime, ...lastError },
  ],
];

describe('toHealth', () => {
  it.each(rows)('%s', (_case, state, shown) => {
    expect(toHealth(state)).toEqual({ account: 'default', ...shown });
  });
});
