import { describe, expect, it } from '@jest/globals';
import { resolveSettings } from '../../lib/options/resolve-options.js';
import { buildTokenRequest } from '../../lib/token/token-endpoint.js';
import {
  createAbortedError,
  createBlockedError,
  createSecretTimeoutError,
  SameTokenError,
  toTokenError,
} from '../../lib/token/token-errors.js';
import type { TokenErrorResponse } from '../../lib/token/token-response.js';
import { computeWindows } from '../../lib/token/token-state.js';
import { authorized } from '../support/authorized.js';
import { settingsWith } from '../support/settings.js';
import { caught } from '../support/token-harness.js';
import { page, table, union } from './pages.js';

describe('docs/how-it-works.md', () => {
  it('T-3 has the windows of the code', () => {
    const rows = table(page('how-it-works'), 'windows');
    expect(rows).toHaveLength(4);
    const seconds = (ms: number) => String(Math.round(ms / 10) / 100);
    for (const [life = '', ...shown] of rows) {
      const ms = Number.parseInt(life, 10) * 1_000;
      const [latest, earliest] = [0, 1].map((random) => computeWindows(0, ms, 100, random));
      const background = [latest, earliest].map((windows) => seconds(ms - (windows?.refreshAt ?? 0)));
      expect(shown).toEqual([`${background.join('–')} s`, `${seconds(ms - (latest?.waitAt ?? 0))} s`]);
    }
  });

  it('names every reason why a replay is skipped', () => {
    for (const reason of union('lib/events/events.ts', 'ReplaySkipReason')) {
      expect(page('how-it-works')).toContain(`'${reason}'`);
    }
  });
});

describe('docs/errors.md', () => {
  const text = page('errors');
  const sections = text.split(/^## /m).slice(1);

  it('has a section for every code, and no other', () => {
    const titles = sections.flatMap((section) => /^`(\w+)`/.exec(section)?.[1] ?? []);
    expect(titles).toEqual(union('lib/errors.ts', 'AsposeAuthErrorCode'));
  });

  it('says for each code when it occurs, with which message, and what to do', () => {
    for (const section of sections.filter((one) => one.startsWith('`'))) {
      expect(section).toMatch(/\*\*When:\*\*[\s\S]*```text\n[\s\S]*\*\*What to do:\*\*/);
    }
  });

  it('has a row for every reason why a replay is skipped, and no other', () => {
    const reasons = table(text, 'reasons').map(([reason = '']) => reason.replace(/[`']/g, ''));
    expect(reasons).toEqual([...union('lib/events/events.ts', 'ReplaySkipReason'), 'origin-not-allowed']);
  });

  it('quotes the messages of the code', async () => {
    const settings = settingsWith({ clientAuthentication: () => Promise.reject(new Error('no key')) });
    const withSecret = settingsWith();
    const wrongScope = { kind: 'rejected', concerns: 'account', status: 400, oauthError: 'invalid_scope' } as const;
    const said = (answer: TokenErrorResponse) => toTokenError(answer, withSecret);
    const errors = [
      await caught(Promise.resolve().then(() => resolveSettings({}, () => undefined))),
      await caught(buildTokenRequest(settings, undefined)),
      createSecretTimeoutError(withSecret),
      said({ kind: 'rejected', concerns: 'credentials', status: 400, oauthError: 'invalid_client' }),
      createBlockedError({ at: 15_000, because: 'rejected' }, withSecret, 0),
      toTokenError(wrongScope, { ...withSecret, name: 'reports' }),
      said({ kind: 'rate-limited', status: 429, retryAfterMs: 600_000 }),
      createBlockedError({ at: 300_000, because: 'limit-reached' }, withSecret, 0),
      said({ kind: 'unavailable', reason: 'it did not answer within 10000 ms (tokenTimeoutMs)' }),
      said({ kind: 'unavailable', reason: 'the request failed (ECONNREFUSED)' }),
      said({ kind: 'invalid', status: 200, reason: 'its body is not a JSON object' }),
      SameTokenError.create(withSecret),
      createAbortedError('default', 'its signal was aborted'),
      await caught(authorized({ clientId: 'a', clientSecret: 'b' }).accounts.get('reports')),
    ];
    const quoted = sections.flatMap((section) => {
      const code = /^`(\w+)`/.exec(section)?.[1];
      return [...section.matchAll(/```text\n([\s\S]*?)\n```/g)].map(([, message]) => ({ code, message }));
    });
    expect(quoted).toEqual(
      errors.map((error) => ({ code: (error as { code: string }).code, message: (error as Error).message })),
    );
  });
});
