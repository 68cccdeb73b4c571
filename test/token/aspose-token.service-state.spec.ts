import { describe, expect, it } from '@jest/globals';
import { answered, caught, harness } from '../support/token-harness.js';

const S = 1_000;

describe('the state of a cycle', () => {
  it('is none before the first token, and counts what was sent', async () => {
    const { tokens, next } = harness();
    expect(tokens.state).toEqual({ account: 'default', requesting: false, tokenRequests: 0, status: 'none' });
    void caught(tokens.getToken());
    await next();
    expect(tokens.state).toMatchObject({ requesting: true, tokenRequests: 1 });
  });

  it('follows the token through its life', async () => {
    const { acquire, advance, tokens, clock } = harness();
    const start = clock.now();
    await acquire('one', 3_600);
    expect(tokens.state).toEqual({
      account: 'default',
      requesting: false,
      tokenRequests: 1,
      status: 'fresh',
      acquiredAt: start,
      refreshAt: start + 3_300 * S,
      waitAt: start + 3_570 * S,
      expiresAt: start + 3_600 * S,
      remainingMs: 3_600 * S,
    });
    await advance(3_300 * S);
    expect(tokens.state).toMatchObject({ status: 'refresh-due', remainingMs: 300 * S });
    await advance(270 * S);
    expect(tokens.state.status).toBe('expiring');
    await advance(30 * S);
    expect(tokens.state).toEqual({ account: 'default', requesting: false, tokenRequests: 1, status: 'none' });
  });

  it('says what went wrong last, until a token arrives', async () => {
    const { tokens, next, advance, acquire } = harness();
    const waiting = caught(tokens.getToken());
    await (await next()).reply(answered(429, { 'retry-after': '60' }));
    await waiting;
    await advance(20 * S);
    expect(tokens.state).toMatchObject({
      status: 'none',
      lastError: { code: 'ERR_ASPOSE_LOCKED_OUT', failures: 1, retryAfterMs: 40 * S },
    });
    await advance(90 * S);
    expect(tokens.state.lastError).toMatchObject({ code: 'ERR_ASPOSE_LOCKED_OUT', failures: 1, retryAfterMs: 0 });
    await acquire();
    expect(tokens.state.lastError).toBeUndefined();
  });

  it('T-12 says why no request may be sent now, and otherwise what failed last', async () => {
    const { tokens, next, advance } = harness();
    const waiting = caught(tokens.getToken());
    await (await next()).reply(answered(400, {}, 'invalid_client'));
    await waiting;
    await advance(S);
    expect(tokens.state.lastError?.message).toMatch(/^No token was requested: api\.aspose\.cloud has rejected these/);
    await advance(15 * S);
    expect(tokens.state.lastError?.message).toMatch(/^api\.aspose\.cloud rejected the credentials \(invalid_client\)/);
  });
});
