import { type Account, createAccount } from '../../lib/accounts/account.js';
import { AccountRegistry } from '../../lib/accounts/account-registry.js';
import type { AsposeAuthEvent } from '../../lib/events/events.js';
import type { AsposeAccountOptions } from '../../lib/options/options.js';
import { resolveSettings } from '../../lib/options/resolve-options.js';
import type { AccountSettings } from '../../lib/options/settings.js';
import type { AsposeTokenStore } from '../../lib/options/token-store.js';
import type { TokenManager } from '../../lib/token/token-manager.js';
import type { Plan, PlanEvent } from './plan.js';
import { type ClockPlan, ProcessClock } from './process-clock.js';
import { Random } from './random.js';
import type { SentRequest } from './sent-request.js';
import type { SimEndpoint } from './sim-endpoint.js';
import type { StepOwner, Timeline } from './timeline.js';
import { Trouble } from './trouble.js';

/** An account that a process has created, and what was observed of it. */
export interface WatchedAccount {
  readonly account: Account;
  readonly process: SimProcess;
  readonly scope: string;
  /** Values of the tokens that the process has rejected. */
  readonly rejected: Set<string>;
  readonly rejectedAt: number[];
  /** Events that were reported since the last look. */
  readonly newEvents: AsposeAuthEvent[];
  readonly fetchSignals: Set<AbortSignal>;
  /** Codes of the failures since the last token. */
  readonly failureCodes: Set<string>;
  isStoreFailed: boolean;
  storeFailedAt: number;
  isCompleted: boolean;
  wasFetching: boolean;
  fetchStartedAt: number;
  lastGrant?: SentRequest | undefined;
  /** The token that callers last got. */
  lastHandedOut?: string | undefined;
}

/** What the resolver does wrong, and until when. */
export interface ResolverFault {
  readonly kind: Extract<PlanEvent, { type: 'resolver-fault' }>['kind'];
  readonly ms: number;
  readonly until: number;
}

/** What a process needs of the world around it. */
export interface Surroundings {
  readonly plan: Plan;
  readonly timeline: Timeline;
  readonly endpoint: SimEndpoint;
  readonly credentialVersions: Map<string, number>;
  readonly getResolverFault: () => ResolverFault | undefined;
  readonly connectStore: (process: SimProcess) => AsposeTokenStore | undefined;
}

/** The environment of each process defines an account that no application has listed. */
const VARIABLES: Readonly<Record<string, string>> = {
  ASPOSE_RE_PORTS_CLIENT_ID: 'the-application',
  ASPOSE_RE_PORTS_CLIENT_SECRET: 'secret-of-the-application',
};

/** One process of the fleet: the real accounts, managers, guard, sharing and cipher, on clocks of its own. */
export class SimProcess implements StepOwner {
  isAlive = true;
  isClosed = false;
  suspendedUntil = Number.NEGATIVE_INFINITY;
  suspendCount = 0;
  suspendedMs = 0;
  stepBackCount = 0;
  readonly label: string;
  /** The process-wide registry of credential pairs. */
  registry: unknown;
  readonly clock: ProcessClock;
  readonly accounts: AccountRegistry;
  readonly watched: WatchedAccount[] = [];
  readonly logs: string[] = [];
  readonly resolverTrouble = new Trouble();
  readonly secretTrouble = new Trouble();
  #secretFault: { readonly kind: 'hang' | 'throw'; readonly until: number } | undefined;
  readonly #random: Random;

  constructor(
    index: number,
    life: number,
    clockPlan: ClockPlan,
    private readonly world: Surroundings,
  ) {
    const { plan, timeline } = world;
    this.label = `p${index}${life > 1 ? `.${life}` : ''}`;
    this.#random = new Random(plan.seed, `process ${index}.${life}`);
    this.clock = new ProcessClock(clockPlan, timeline, this);
    const clientSecret = plan.secret === 'text' ? `secret-${world.endpoint.secretVersion}` : () => this.#readSecret();
    const credentials = { clientId: 'main', clientSecret };
    const settings = resolveSettings(
      {
        ...credentials,
        accounts: { reports: { ...credentials, scope: 'reports' }, archive: { ...credentials, scope: 'archive' } },
        tokenTimeoutMs: plan.tokenTimeoutMs,
        tokenDeadlineMs: plan.tokenDeadlineMs,
        maxAccounts: plan.maxAccounts,
      },
      (name) => VARIABLES[name],
    );
    const store = world.connectStore(this);
    this.accounts = new AccountRegistry(settings, {
      clock: this.clock.clock,
      createAccount: (own, fetching) => this.#createAccount(own, fetching, store),
      accountResolver: (name) => this.#resolve(name),
    });
  }

  /** True if its wall clock has ever been far from real time. */
  get isClockWrong(): boolean {
    return this.clock.isWrong;
  }

  startSecretFault(kind: 'hang' | 'throw', forMs: number): void {
    const { now } = this.world.timeline;
    this.#secretFault = { kind, until: now + forMs };
    // A read that hangs is over when its fetch is.
    this.secretTrouble.add(now, now + forMs + (kind === 'hang' ? this.world.plan.tokenDeadlineMs * 1.02 : 0));
  }

  #createAccount(settings: AccountSettings, fetching: Set<TokenManager>, store: AsposeTokenStore | undefined): Account {
    const { endpoint } = this.world;
    const account = createAccount(settings, {
      clock: this.clock.clock,
      random: () => this.#random.next(),
      fetching,
      store,
      transport: (request, signal) => endpoint.send(watched, request, signal),
    });
    const watched: WatchedAccount = {
      account,
      process: this,
      scope: settings.scope ?? '',
      rejected: new Set(),
      rejectedAt: [],
      newEvents: [],
      fetchSignals: new Set(),
      failureCodes: new Set(),
      isStoreFailed: false,
      storeFailedAt: 0,
      isCompleted: false,
      wasFetching: false,
      fetchStartedAt: Number.NEGATIVE_INFINITY,
    };
    account.tokens.events$.subscribe({
      next: (event) => watched.newEvents.push(event),
      complete: () => {
        watched.isCompleted = true;
      },
    });
    this.#captureSignals(watched);
    this.watched.push(watched);
    return account;
  }

  /** The signal that ends the fetches of an account lives as long as the account. */
  #captureSignals({ account, fetchSignals }: WatchedAccount): void {
    const { client } = account.manager as unknown as {
      client: { fetchToken: (options: { signal: AbortSignal }) => unknown };
    };
    const fetchToken = client.fetchToken.bind(client);
    client.fetchToken = (options) => {
      fetchSignals.add(options.signal);
      return fetchToken(options);
    };
  }

  #readSecret(): Promise<string> {
    const { timeline, endpoint } = this.world;
    const fault = this.#secretFault && this.#secretFault.until > timeline.now ? this.#secretFault : undefined;
    if (fault?.kind === 'throw') return Promise.reject(new Error('no secret'));
    if (fault?.kind === 'hang') {
      return new Promise((resolve) => {
        timeline.schedule(fault.until, () => resolve(`secret-${endpoint.secretVersion}`), this);
      });
    }
    return Promise.resolve(`secret-${endpoint.secretVersion}`);
  }

  #resolve(name: string): Promise<AsposeAccountOptions> {
    const { timeline, credentialVersions, plan } = this.world;
    const fault = this.world.getResolverFault();
    const options = toCredentials(name, credentialVersions.get(name) ?? 1);
    const { now } = timeline;
    if (fault) {
      const endsAfter = fault.kind === 'hang' ? plan.tokenDeadlineMs * 1.02 : fault.ms;
      this.resolverTrouble.add(now, now + endsAfter);
    }
    if (fault?.kind === 'throw') return Promise.reject(new Error('no database'));
    if (fault?.kind === 'nothing') return Promise.resolve(undefined as unknown as AsposeAccountOptions);
    return new Promise((resolve) => {
      if (fault?.kind === 'hang') return;
      timeline.schedule(now + (fault?.ms ?? 2), () => resolve(options), this);
    });
  }
}

/** The credentials of a resolved account tell for which name and at which time the resolver was asked. */
export const toCredentials = (name: string, version: number) => ({
  clientId: `tenant:${name}:v${version}`,
  clientSecret: `secret:${name}:v${version}`,
});
