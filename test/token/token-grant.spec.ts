import { describe, expect, it } from '@jest/globals';
import { grantOf, tokenOf } from '../../lib/token/token-grant.js';

describe('T-5 a grant', () => {
  it('lives from when its request was sent', () => {
    const answer = { kind: 'granted' as const, token: 'one', expiresIn: 60 };
    const grant = grantOf(answer, { answer, sentAt: 1_000, answeredAt: 1_030 });
    expect(grant).toStrictEqual({ value: 'one', sentAt: 1_000, latencyMs: 30, lifeMs: 60_000 });
    const token = tokenOf(grant);
    expect([token.value, token.acquiredAt.getTime(), token.expiresAt.getTime()]).toEqual(['one', 1_000, 61_000]);
  });
});
