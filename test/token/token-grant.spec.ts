import { describe, expect, it } from '@jest/globals';
import { toAccessToken, toGrant } from '../../lib/token/token-grant.js';

describe('T-5 a grant', () => {
  it('lives from when its request was sent', () => {
    const answer = { kind: 'granted' as const, token: 'one', expiresIn: 60 };
    const grant = toGrant(answer, { answer, sentAt: 1_000, receivedAt: 1_030 });
    expect(grant).toStrictEqual({ value: 'one', sentAt: 1_000, latencyMs: 30, lifetimeMs: 60_000 });
    const token = toAccessToken(grant);
    expect([token.value, token.acquiredAt.getTime(), token.expiresAt.getTime()]).toEqual(['one', 1_000, 61_000]);
  });
});
