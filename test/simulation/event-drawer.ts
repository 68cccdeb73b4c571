import type { EndpointFaultKind, Plan, PlanEvent, StoreFaultKind } from './plan.js';
import type { Random } from './random.js';

type Draft = PlanEvent extends infer E ? (E extends PlanEvent ? Omit<E, 'at'> : never) : never;

/** Accounts that the application has listed. All use the same credential pair; the last two have scopes of their own. */
export const LISTED_ACCOUNTS = ['default', 'reports', 'archive'] as const;
/** Names of accounts that only the resolver knows. The environment defines an account for the name of the first in capitals. */
export const RESOLVED_ACCOUNTS = [
  're-ports',
  'RE.PORTS',
  're/ports',
  'tenant 1',
  'constructor',
  '__proto__',
  '',
] as const;

/** What a plan disturbs most. Those that are listed twice are drawn twice as often. */
export const THEMES = [
  'calm', 'store', 'store', 'endpoint', 'endpoint', 'clocks', 'rejections', 'rejections', 'accounts', 'mixed',
] as const; // biome-ignore format: a table
type Theme = (typeof THEMES)[number];

const STATUSES = [500, 502, 503, 503, 408, 429, 403, 404, 302];
const RETRY_AFTER = [undefined, undefined, '0', '-5', '2', '120', '1.5', 'soon', '', 'PAST', 'FUTURE'];
const CLAIMS = [0, 0, -1, -1, 'never', null, 1e12, '60', 1, {}, '0'];
const STORE_FAULTS: readonly StoreFaultKind[] = [
  'slow', 'slow', 'down', 'hang', 'late-replies', 'lost-replies', 'repeated', 'no-scripts', 'no-scripts', 'read-only',
  'write-only', 'denied', 'wrong-type', 'nonsense', 'throws', 'no-promise', 'replica-lag',
]; // biome-ignore format: a table
const ENDPOINT_FAULTS: readonly EndpointFaultKind[] = [
  'status', 'status', 'status', 'hang', 'reset', 'slow', 'invalid', 'lifetime', 'lifetime', 'same-token',
]; // biome-ignore format: a table

/** Draws the events of a plan. */
export class EventDrawer {
  readonly #events: PlanEvent[] = [];

  constructor(
    private readonly random: Random,
    private readonly plan: Plan,
    private readonly length: number,
  ) {}

  draw(theme: Theme): readonly PlanEvent[] {
    const { random } = this;
    const is = (...themes: Theme[]) => themes.includes(theme) || theme === 'mixed';
    this.#times(random.whole(6, 25), () => this.#call(theme));
    this.#times(random.whole(0, 3), () => this.#add(this.#time(), { type: 'revoke' }));
    if (is('store')) this.#times(random.whole(1, 3), () => this.#storeFault());
    if (is('store', 'calm')) this.#times(random.whole(0, 2), () => this.#lifecycle());
    if (is('endpoint')) this.#times(random.whole(1, 3), () => this.#endpointFault(random.pick(ENDPOINT_FAULTS)));
    if (is('clocks')) this.#times(random.whole(1, 4), () => this.#clockFault());
    if (is('clocks') && random.chance(0.4)) this.#endpointFault('status');
    if (is('rejections')) this.#rejections();
    if (is('accounts')) this.#accounts();
    if (this.plan.secret === 'function' && random.chance(0.2)) {
      const kind = random.pick(['hang', 'throw'] as const);
      this.#add(this.#time(), {
        type: 'secret-fault',
        process: this.#process(),
        forMs: random.scaled(1_000, 60_000),
        kind,
      });
    }
    return this.#events.sort((a, b) => a.at - b.at);
  }

  #time(): number {
    return this.random.between(0, this.length);
  }

  #process(): number {
    return this.random.whole(0, this.plan.clocks.length - 1);
  }

  #times(count: number, draw: () => void): void {
    for (let index = 0; index < count; index += 1) draw();
  }

  #add(at: number, event: Draft): void {
    this.#events.push({ at, ...event });
  }

  #account(theme: Theme): string {
    if (theme === 'accounts') return this.random.pick([...RESOLVED_ACCOUNTS, 'default']);
    if (theme === 'rejections' || theme === 'mixed') return this.random.pick(LISTED_ACCOUNTS);
    return this.random.chance(0.8) ? 'default' : 'archive';
  }

  #call(theme: Theme): void {
    const { random } = this;
    const account = this.#account(theme);
    const at = this.#time();
    if (random.chance(0.3)) {
      // The whole fleet calls at once.
      for (const process of this.plan.clocks.keys()) this.#add(at, { type: 'call', process, account });
      return;
    }
    const giveUpAfterMs = random.scaled(1, 5_000);
    this.#add(at, {
      type: 'call',
      process: this.#process(),
      account,
      ...(random.chance(0.15) && { giveUpAfterMs }),
    });
  }

  /** A process that calls again and again around a time at which something goes wrong. */
  #callsAround(at: number, forMs: number, isAtRefresh = false): void {
    const { random, plan } = this;
    const account = random.chance(0.8) ? 'default' : random.pick(LISTED_ACCOUNTS);
    const everyMs = random.scaled(15, 400);
    const process = this.#process();
    const beforeMs = random.pick([
      random.between(0, 2_000),
      random.between(0, plan.storeLatencyMs * 4 + plan.endpointLatencyMs * 1.5), // in the middle of a fetch
      random.between(0.8, 0.98) * plan.lifetimeS * 1_000, // when a refresh is due
    ]);
    const refreshMs = random.between(0.85, 0.97) * plan.lifetimeS * 1_000;
    const before = Math.max(0, at - (isAtRefresh ? refreshMs : beforeMs));
    if (random.chance(0.4)) this.#add(before, { type: 'revoke' });
    this.#add(before, { type: 'call', process, account });
    const times = Math.min(60, Math.ceil((forMs + 4_000) / everyMs));
    this.#add(at + 5, { type: 'calls', process, account, everyMs, times });
    if (random.chance(0.5)) {
      const slower = { type: 'calls', process: this.#process(), account, everyMs: everyMs * 9, times: 25 } as const;
      this.#add(at + 10, slower);
    }
  }

  #storeFault(): void {
    const { random } = this;
    const at = this.#time();
    const kind = random.pick(STORE_FAULTS);
    const forMs = random.chance(0.3) ? this.length : random.scaled(500, 60_000);
    const ms = random.scaled(20, kind === 'replica-lag' || kind === 'late-replies' ? 4_000 : 900);
    this.#add(at, { type: 'store-fault', forMs, kind, ms });
    if (random.chance(0.7)) this.#add(at + random.between(0, 500), { type: 'revoke' });
    this.#callsAround(at, Math.min(forMs, 8_000));
    if (random.chance(0.2)) this.#add(this.#time(), { type: random.pick(['evict', 'restart-store'] as const) });
  }

  #endpointFault(kind: EndpointFaultKind): void {
    const { random } = this;
    const at = this.#time();
    const forMs = random.scaled(500, 90_000);
    const fault = { type: 'endpoint-fault', forMs, kind, ms: random.scaled(500, 12_000) } as const;
    const retryAfter = random.pick(RETRY_AFTER);
    if (kind === 'status') {
      this.#add(at, { ...fault, status: random.pick(STATUSES), ...(retryAfter !== undefined && { retryAfter }) });
    } else if (kind === 'lifetime') this.#add(at, { ...fault, claim: random.pick(CLAIMS) });
    else this.#add(at, fault);
    if (random.chance(0.5)) this.#add(at + random.between(0, 400), { type: 'revoke' });
    this.#callsAround(at, Math.min(forMs, 12_000), kind === 'lifetime');
  }

  #clockFault(): void {
    const { random } = this;
    const process = this.#process();
    const at = this.#time();
    if (random.chance(0.3)) {
      this.#add(at, { type: 'suspend', process, forMs: random.scaled(300, 2 * 3_600_000) });
      return;
    }
    const byMs = random.pick([660_000, 7_200_000, -7_200_000, -3_000, random.between(-60_000, 60_000)]);
    this.#add(at, { type: 'step-clock', process, byMs });
    if (random.chance(0.5)) {
      this.#add(at + random.scaled(1_000, 100_000), { type: 'step-clock', process, byMs: -byMs });
    }
  }

  #lifecycle(): void {
    const { random } = this;
    const process = this.#process();
    const at = this.#time();
    const callAt = at - random.scaled(1, 200); // it may hold the lease
    if (callAt > 0) this.#add(callAt, { type: 'call', process, account: 'default' });
    this.#add(at, { type: random.chance(0.7) ? 'crash' : 'close', process });
    if (random.chance(0.8)) this.#add(at + random.scaled(10, 30_000), { type: 'start', process });
  }

  #rejections(): void {
    const { random, plan } = this;
    const at = random.between(0, this.length / 3);
    const forMs = random.scaled(20_000, this.length);
    if (plan.wrongScopes.length === 0 || random.chance(0.4)) {
      this.#add(at, { type: 'endpoint-fault', forMs, kind: 'rejects', ms: 0 });
      this.#add(at + 1, { type: 'revoke' });
    }
    for (const process of plan.clocks.keys()) {
      const account = random.pick([...plan.wrongScopes, 'default', 'archive']);
      const everyMs = random.scaled(4_000, 16_000);
      this.#add(at + random.between(0, 3_000), { type: 'calls', process, account, everyMs, times: 90 });
    }
    if (random.chance(0.5)) {
      const steps = random.whole(1, 3);
      this.#times(steps, () => {
        const byMs = random.pick([660_000, -660_000, 7_200_000]);
        this.#add(at + random.between(0, 900_000), { type: 'step-clock', process: this.#process(), byMs });
      });
    }
    if (plan.wrongScopes.length > 1 && random.chance(0.5)) this.#scopesThenCredentials(this.#time());
    if (plan.secret === 'function' && random.chance(0.6)) this.#rotateDuringFetch(this.#time());
  }

  /** An account stops, another one begins, and then the credentials are wrong. */
  #scopesThenCredentials(at: number): void {
    const [first = '', second = ''] = this.plan.wrongScopes;
    const process = this.#process();
    this.#add(at, { type: 'calls', process, account: first, everyMs: 5_000, times: 20 });
    this.#add(at + 105_000, { type: 'call', process: this.#process(), account: second });
    this.#add(at + 110_000, { type: 'endpoint-fault', forMs: 60_000, kind: 'rejects', ms: 0 });
    this.#add(at + 111_000, { type: 'call', process: this.#process(), account: 'default' });
  }

  /** The whole fleet has read the old secret, and one process sends it. */
  #rotateDuringFetch(at: number): void {
    const { storeLatencyMs, endpointLatencyMs, clocks } = this.plan;
    this.#add(at, { type: 'revoke' });
    this.#add(at, { type: 'endpoint-fault', forMs: 10_000, kind: 'slow', ms: this.random.between(0, 6_000) });
    for (const process of clocks.keys())
      this.#add(at + 1, { type: 'calls', process, account: 'default', everyMs: 200, times: 3 });
    this.#add(at + this.random.between(0, storeLatencyMs * 3 + endpointLatencyMs), { type: 'rotate-secret' });
  }

  #accounts(): void {
    const { random } = this;
    this.#times(random.whole(1, 4), () => {
      const at = this.#time();
      const account = random.pick(RESOLVED_ACCOUNTS);
      const process = this.#process();
      const kind = random.pick(['slow', 'slow', 'hang', 'throw', 'nothing'] as const);
      const ms = random.scaled(20, 20_000);
      if (random.chance(0.8)) {
        this.#add(at, { type: 'resolver-fault', forMs: random.scaled(500, 30_000), kind, ms });
      }
      this.#add(at + 1, { type: 'call', process, account });
      const forgetAt = at + 1 + random.scaled(1, 3_000);
      this.#add(forgetAt, { type: 'new-credentials', account });
      this.#add(forgetAt, { type: 'forget', process, account });
      this.#add(forgetAt + random.scaled(0.5, 2_000), { type: 'call', process, account });
      this.#add(forgetAt + random.scaled(1_000, 60_000), { type: 'call', process, account });
    });
  }
}
