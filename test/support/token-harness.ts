import { Subject } from 'rxjs';
import type { AsposeAuthEvent } from '../../lib/events/events.js';
import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { AsposeTokenService } from '../../lib/token/aspose-token.service.js';
import { TokenClient } from '../../lib/token/token-client.js';
import { TokenManager } from '../../lib/token/token-manager.js';
import type { TokenHttpResponse } from '../../lib/token/token-response.js';
import { ManualClock } from './manual-clock.js';
import { settled } from './promises.js';
import { settingsWith } from './settings.js';

export { caught, settled } from './promises.js';

/** A token request that waits for the response of the test. */
export interface Pending {
  readonly secret: string | null;
  readonly signal: AbortSignal;
  reply(reply: TokenHttpResponse): Promise<void>;
  fail(code: string): Promise<void>;
}

export const granted = (token: string, expiresIn: unknown = 3_600): TokenHttpResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: expiresIn }),
});

export const answered = (
  status: number,
  headers: TokenHttpResponse['headers'] = {},
  error?: string,
): TokenHttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: error ? JSON.stringify({ error }) : '',
});

/** A token manager with a clock and an endpoint that the test drives by hand. */
export function harness(options: AsposeAuthModuleOptions = {}, random = () => 0) {
  const clock = new ManualClock();
  const settings = settingsWith(options);
  const pending: Pending[] = [];
  const sentAt: number[] = [];
  const events: AsposeAuthEvent[] = [];
  const subject = new Subject<AsposeAuthEvent>();
  const reporter = {
    events$: subject,
    report: (event: AsposeAuthEvent) => {
      events.push(event);
      subject.next(event);
    },
    complete: () => subject.complete(),
  };
  const transport = (request: { body: URLSearchParams }, signal: AbortSignal): Promise<TokenHttpResponse> => {
    sentAt.push(clock.now());
    return new Promise((resolve, reject) => {
      pending.push({
        secret: request.body.get('client_secret'),
        signal,
        reply: (reply) => {
          resolve(reply);
          return settled();
        },
        fail: (code) => {
          reject(Object.assign(new Error(code), { code }));
          return settled();
        },
      });
    });
  };
  const client = new TokenClient(settings, { clock, random, transport });
  const manager = new TokenManager(client, { clock, random, reporter, fetching: new Set() });
  const tokens = new AsposeTokenService(manager, reporter.events$);
  /** Takes the next request that was sent. */
  const next = async (): Promise<Pending> => {
    await settled();
    const request = pending.shift();
    if (request === undefined) throw new Error('no token request is pending');
    return request;
  };
  /** Acquires a token with a lifetime of an hour. */
  const acquire = async (token = 'one', expiresIn: unknown = 3_600) => {
    const waiting = tokens.getToken();
    await (await next()).reply(granted(token, expiresIn));
    return waiting;
  };
  const advance = async (ms: number) => {
    clock.advance(ms);
    await settled();
  };
  return { clock, settings, manager, tokens, pending, sentAt, events, next, acquire, advance };
}
