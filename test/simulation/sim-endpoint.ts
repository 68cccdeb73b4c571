import type { TokenRequest } from '../../lib/options/options.js';
import type { TokenHttpResponse } from '../../lib/token/token-response.js';
import type { EndpointFaultKind, Plan, PlanEvent } from './plan.js';
import { START } from './process-clock.js';
import { Random } from './random.js';
import type { IssuedToken, Rejection, SentRequest } from './sent-request.js';
import type { WatchedAccount } from './sim-process.js';
import type { Timeline } from './timeline.js';
import { Trouble } from './trouble.js';

type Fault = Extract<PlanEvent, { type: 'endpoint-fault' }>;

/** A wait takes longer by a slow clock. */
const SLOW = 1.025;
const LOCKOUT_MS = 600_000;
const LOCKOUT_LIMIT = 5;
const INVALID: readonly TokenHttpResponse[] = [
  { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' },
  { status: 200, headers: { 'content-type': 'application/json' }, body: '{"access_token": 5}' },
  { status: 200, headers: { 'content-type': 'application/json' }, body: '{"error":"secret"}' },
  { status: 404, headers: {}, body: '{"error":"Not Found"}' },
  { status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' },
];

/** The token endpoint, with the service's lock-out. Its clock is its own. */
export class SimEndpoint {
  readonly requests: SentRequest[] = [];
  readonly rejections: Rejection[] = [];
  readonly tokens = new Map<string, IssuedToken>();
  /** No response, 5xx, 429, slow responses. */
  readonly unavailable = new Trouble();
  readonly invalid = new Trouble();
  readonly rateLimited = new Trouble();
  /** The latest time until which the endpoint has asked for patience. */
  patienceUntil = 0;
  secretVersion = 1;
  /** True after a `Retry-After` that is a date, in a response that does not tell the service's time. */
  hasSentDate = false;
  #fault: { readonly event: Fault; readonly until: number } | undefined;
  readonly #lockedUntil = new Map<string, number>();
  readonly #lastByScope = new Map<string, IssuedToken>();
  readonly #random: Random;
  #responses = 0;

  constructor(
    private readonly plan: Plan,
    private readonly timeline: Timeline,
    private readonly onSent: (request: SentRequest) => void,
    private readonly onResponse: (request: SentRequest, response: TokenHttpResponse) => void,
  ) {
    this.#random = new Random(plan.seed, 'endpoint');
  }

  startFault(event: Fault): void {
    const { now } = this.timeline;
    this.#fault = { event, until: now + event.forMs };
  }

  revokeAll(): void {
    for (const token of this.tokens.values()) token.revokedAt = Math.min(token.revokedAt, this.timeline.now);
  }

  /** True if the API accepts the token now. */
  accepts(value: string): boolean {
    const token = this.tokens.get(value);
    return token !== undefined && token.revokedAt > this.timeline.now && token.expiresAt > this.timeline.now;
  }

  /** Sends a request as the transport of a process. */
  send(from: WatchedAccount, { body }: TokenRequest, signal: AbortSignal): Promise<TokenHttpResponse> {
    const { now } = this.timeline;
    const clientId = body.get('client_id') ?? '';
    const scope = body.get('scope') ?? '';
    const pair = `${clientId}/${body.get('client_secret')}`;
    const request: SentRequest = { from, pair, scope, sentAt: now, waitedMs: now - from.fetchStartedAt };
    this.requests.push(request);
    this.onSent(request);
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        request.endedAt ??= this.timeline.now;
        request.isAbandoned = true;
        reject(Object.assign(new Error('canceled'), { code: 'ERR_CANCELED' }));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.timeline.schedule(this.timeline.now + this.#delay(), () => {
        const { response, extraMs } = this.#respond(request, clientId);
        if (response === undefined) {
          this.unavailable.add(request.sentAt, this.timeline.now + this.plan.tokenTimeoutMs * 1.02);
          return;
        }
        const deliver = () => {
          signal.removeEventListener('abort', onAbort);
          if (request.endedAt !== undefined) return;
          request.endedAt = this.timeline.now;
          const isLate = (this.timeline.now - request.sentAt) * SLOW >= (request.claimedMs ?? Number.POSITIVE_INFINITY);
          if (isLate) this.invalid.add(this.timeline.now, this.timeline.now); // its token has expired on arrival
          if (response === 'reset') reject(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
          else {
            this.onResponse(request, response);
            resolve(response);
          }
        };
        this.timeline.schedule(this.timeline.now + this.#delay() + extraMs, deliver, from.process);
      });
    });
  }

  get #serviceNow(): number {
    return this.timeline.now * this.plan.endpointRate;
  }

  #delay(): number {
    return (this.plan.endpointLatencyMs / 2) * this.#random.between(0.5, 1.5);
  }

  #respond(
    request: SentRequest,
    clientId: string,
  ): { response: TokenHttpResponse | 'reset' | undefined; extraMs: number } {
    const { now } = this.timeline;
    const fault = this.#fault && this.#fault.until > now ? this.#fault.event : undefined;
    const kind: EndpointFaultKind | undefined = fault?.kind;
    let extraMs = 0;
    if (fault && kind === 'status') return { response: this.#toStatus(fault), extraMs };
    if (kind === 'hang') return { response: undefined, extraMs };
    if (kind === 'reset') {
      this.unavailable.add(now, now + this.plan.endpointLatencyMs);
      return { response: 'reset', extraMs };
    }
    if (fault && kind === 'slow') {
      extraMs = fault.ms;
      this.unavailable.add(request.sentAt, now + extraMs + this.plan.endpointLatencyMs);
    }
    this.#responses += 1;
    if (kind === 'invalid') {
      this.invalid.add(now, now + this.plan.endpointLatencyMs);
      return { response: INVALID[this.#responses % INVALID.length], extraMs };
    }
    const lockedMs = (this.#lockedUntil.get(request.pair) ?? 0) - this.#serviceNow;
    if (lockedMs > 0) {
      const seconds = Math.ceil(lockedMs / 1_000);
      this.rateLimited.add(now, now + withJitter(seconds * 1_000) * SLOW);
      return { response: { status: 429, headers: { 'retry-after': String(seconds) }, body: '' }, extraMs };
    }
    const isSecretRight = !request.pair.startsWith('main/') || request.pair === `main/secret-${this.secretVersion}`;
    if (kind === 'rejects' || !isSecretRight) return { response: this.#reject(request, clientId, undefined), extraMs };
    if (this.plan.wrongScopes.includes(request.scope)) {
      return { response: this.#reject(request, clientId, request.scope), extraMs };
    }
    return { response: this.#grant(request, kind, fault?.claim), extraMs };
  }

  #toStatus({ status = 500, retryAfter, ms }: Fault): TokenHttpResponse {
    const { now } = this.timeline;
    const date = START + this.#serviceNow;
    const asked = { PAST: date - 60_000, FUTURE: date + 30_000 }[retryAfter ?? ''];
    const tellsTime = ms > 2_000;
    if (asked !== undefined && !tellsTime) this.hasSentDate = true;
    // A date means nothing to a client that cannot tell the service's time.
    const understood = asked === undefined || tellsTime ? retryAfter : undefined;
    const header = asked === undefined ? retryAfter : new Date(asked).toUTCString();
    const waitMs = status === 429 || status >= 500 || status === 408 ? this.#toWait(understood, status) : 0;
    const period = [now, now + withJitter(waitMs) * SLOW + this.plan.endpointLatencyMs] as const;
    if (status === 429) this.rateLimited.add(...period);
    else if (status >= 500 || status === 408) this.unavailable.add(...period);
    else this.invalid.add(...period);
    this.patienceUntil = Math.max(this.patienceUntil, now + withJitter(waitMs));
    return {
      status,
      headers: {
        ...(header !== undefined && { 'retry-after': header }),
        ...(tellsTime && { date: new Date(date).toUTCString() }),
      },
      body: status === 403 ? '{"error":"Forbidden"}' : '',
    };
  }

  #toWait(retryAfter: string | undefined, status: number): number {
    if (retryAfter === 'FUTURE') return 31_000;
    const seconds = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) : 0;
    return seconds > 0 ? seconds * 1_000 : status === 429 ? 60_000 : 0;
  }

  #reject(request: SentRequest, clientId: string, scope: string | undefined): TokenHttpResponse {
    const { now } = this.timeline;
    const { pair, from } = request;
    const rejection = { request, at: now, serviceAt: this.#serviceNow, clientId, pair, process: from.process, scope };
    this.rejections.push(rejection);
    const recent = this.rejections.filter((one) => one.pair === pair && one.serviceAt > this.#serviceNow - LOCKOUT_MS);
    if (recent.length >= LOCKOUT_LIMIT) this.#lockedUntil.set(pair, this.#serviceNow + LOCKOUT_MS);
    const error = scope === undefined ? 'invalid_client' : 'invalid_scope';
    return { status: 400, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) };
  }

  #grant(request: SentRequest, kind: EndpointFaultKind | undefined, claim: unknown): TokenHttpResponse {
    const { now } = this.timeline;
    const lifetimeMs = (this.plan.lifetimeS * 1_000) / this.plan.endpointRate;
    const identity = `${request.pair} ${request.scope}`;
    const last = this.#lastByScope.get(identity);
    const leftMs = (last?.expiresAt ?? 0) - now;
    const isCached = this.plan.endpointCaches && last && last.revokedAt > now && leftMs > lifetimeMs / 3;
    const token =
      last && leftMs > 1_000 && (isCached || kind === 'same-token') ? last : this.#issue(identity, now + lifetimeMs);
    const seconds = token === last ? Math.floor((leftMs * this.plan.endpointRate) / 1_000) : this.plan.lifetimeS;
    if (kind === 'same-token' && token.revokedAt <= now) this.invalid.add(now, now + this.plan.endpointLatencyMs);
    let expiresIn: unknown = this.plan.expiresIn === 'text' ? String(seconds) : seconds;
    if (this.plan.expiresIn === 'claims' && token !== last) expiresIn = undefined;
    if (kind === 'lifetime') expiresIn = claim;
    request.token = token;
    request.claimedMs = toClaimed(expiresIn, this.plan.expiresIn === 'claims' ? this.plan.lifetimeS : 3_600);
    if (request.claimedMs <= 0) this.invalid.add(now, now + this.plan.endpointLatencyMs);
    const body = { access_token: token.value, token_type: 'Bearer', expires_in: expiresIn };
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  }

  #issue(identity: string, expiresAt: number): IssuedToken {
    const name = `token-${this.tokens.size + 1}`;
    const iat = 1_700_000_000;
    const claims = Buffer.from(JSON.stringify({ iat, nbf: 0, exp: iat + this.plan.lifetimeS, name })).toString(
      'base64url',
    );
    const value = this.plan.expiresIn === 'claims' ? `${name}.${claims}.s` : name;
    const token = { value, expiresAt, revokedAt: Number.POSITIVE_INFINITY };
    this.tokens.set(value, token);
    this.#lastByScope.set(identity, token);
    return token;
  }
}

const YEAR_MS = 365 * 24 * 3_600_000;

function toClaimed(expiresIn: unknown, defaultS: number): number {
  if (expiresIn === undefined || expiresIn === null) return defaultS * 1_000;
  const seconds = typeof expiresIn === 'number' || typeof expiresIn === 'string' ? Number(expiresIn) : 0;
  return seconds > 0 ? Math.min(seconds * 1_000, YEAR_MS) : 0;
}

/** The longest wait of a client that is asked to wait, or of one that has read of it in a store that tells no time. */
const withJitter = (waitMs: number): number => (waitMs > 0 ? waitMs + Math.min(waitMs, 60_000) + 5_100 : 0);
