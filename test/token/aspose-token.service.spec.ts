import { describe, expect, it } from '@jest/globals';
import { EMPTY, firstValueFrom } from 'rxjs';
import { AsposeTokenService } from '../../lib/token/aspose-token.service.js';
import { caught, granted, harness } from '../support/token-harness.js';

describe('the token service', () => {
  it('T-2 emits a held token at once, and completes', async () => {
    const { acquire, tokens } = harness();
    const token = await acquire();
    const heard: unknown[] = [];
    tokens.token$.subscribe({ next: (value) => heard.push(value), complete: () => heard.push('complete') });
    expect(heard).toEqual([token, 'complete']);
  });

  it('T-1 emits the token of the request under way, and completes', async () => {
    const { tokens, next } = harness();
    const waiting = firstValueFrom(tokens.token$);
    await (await next()).reply(granted('one'));
    expect((await waiting).value).toBe('one');
  });

  it('T-9 says whose signal ended the wait', async () => {
    const { tokens } = harness();
    expect(await caught(tokens.getToken({ signal: AbortSignal.abort() }))).toMatchObject({
      code: 'ERR_ASPOSE_ABORTED',
      message: 'Stopped waiting for a token: its signal was aborted.',
    });
  });

  it('T-11 drops a token given as an object or as text', async () => {
    const { acquire, tokens } = harness();
    for (const form of ['object', 'text']) {
      const token = await acquire(form);
      expect(tokens.current()).toBe(token);
      tokens.reject(form === 'text' ? token.value : token);
      expect(tokens.current()).toBeUndefined();
    }
  });

  it('tells what happens, and shows a state', async () => {
    const { acquire, tokens } = harness();
    const types: string[] = [];
    tokens.events$.subscribe(({ type }) => types.push(type));
    await acquire();
    expect(types).toEqual(['token.requested', 'token.acquired']);
    expect(tokens.state).toMatchObject({ account: 'default', status: 'fresh' });
  });

  it('has no token for an anonymous account, and says why', async () => {
    const { manager, settings, sentAt } = harness({ anonymous: true });
    Object.assign(settings, { name: 'reports' });
    expect(await caught(new AsposeTokenService(manager, EMPTY).getToken())).toMatchObject({
      code: 'ERR_ASPOSE_CONFIG',
      account: 'reports',
      message: 'This account is anonymous, so it has no token. Unset ASPOSE_ANONYMOUS (option anonymous) to use one.',
    });
    expect(sentAt).toHaveLength(0);
  });
});
