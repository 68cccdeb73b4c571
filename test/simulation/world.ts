import { Logger } from '@nestjs/common';
import { AsposeAuthError } from '../../lib/errors.js';
import { Globals } from './globals.js';
import { Judge, type Violation } from './judge.js';
import { describeEvent, formatTime, type Plan, type PlanEvent } from './plan.js';
import { Random } from './random.js';
import { SimEndpoint } from './sim-endpoint.js';
import { type ResolverFault, SimProcess, type WatchedAccount } from './sim-process.js';
import { SimStore } from './sim-store.js';
import { Timeline } from './timeline.js';

/** One call of the application: it gets an account, then a token, uses it, and replaces it once if the API rejects it. */
export interface Call {
  readonly id: number;
  readonly process: SimProcess;
  readonly name: string;
  readonly controller: AbortController;
  /** When the account was asked for, and since when it waits for a token. Real time. */
  readonly calledAt: number;
  startedAt: number;
  startedMonotonic: number;
  watched?: WatchedAccount;
  /** Set if the process holds a usable token, so that the call must not wait. */
  mustNotWait: boolean;
  isSettled: boolean;
  token?: string;
  error?: AsposeAuthError;
  isReplay: boolean;
}

/** The outcome of one simulation. */
export interface Outcome {
  readonly violation: Violation | undefined;
  readonly simulatedMs: number;
  readonly trace: readonly string[];
}

/** The end of a plan: everything works again. */
const QUIET_MS = 1_500;

/** Runs a plan. The same plan has the same outcome and the same trace. */
export async function simulate(plan: Plan, withTrace = false): Promise<Outcome> {
  return new World(plan, withTrace).run();
}

export class World {
  readonly timeline = new Timeline();
  readonly store: SimStore;
  readonly endpoint: SimEndpoint;
  readonly processes: SimProcess[] = [];
  readonly judge: Judge;
  readonly calls: Call[] = [];
  readonly credentialVersions = new Map<string, number>();
  readonly lives: number[] = [];
  readonly #trace: string[] = [];
  readonly #globals = new Globals();
  readonly #random: Random;
  #resolverFault: ResolverFault | undefined;
  #current: SimProcess | undefined;
  #callId = 0;

  constructor(
    readonly plan: Plan,
    private readonly withTrace: boolean,
  ) {
    this.#random = new Random(plan.seed, 'api');
    this.judge = new Judge(this);
    this.store = new SimStore(plan, this.timeline, (text) => this.trace(text));
    this.endpoint = new SimEndpoint(
      plan,
      this.timeline,
      (rejection) => this.judge.onRejected(rejection),
      (request) => this.judge.onSent(request),
      (request, response) => this.judge.onResponse(request, response),
    );
  }

  trace(text: () => string): void {
    if (this.withTrace) this.#trace.push(`${formatTime(this.timeline.now)}  ${text()}`);
  }

  async run(): Promise<Outcome> {
    Logger.overrideLogger(this.#createLogger());
    this.#globals.install(() => this.#current);
    try {
      for (const index of this.plan.clocks.keys()) this.#start(index);
      for (const event of this.plan.events) this.timeline.schedule(event.at, () => this.#apply(event));
      const quietAt = this.#findQuiet();
      this.timeline.schedule(quietAt, () => this.#beginQuiet(quietAt));
      await this.#advance(quietAt + QUIET_MS);
      await this.#advance(quietAt + QUIET_MS + this.plan.tokenDeadlineMs * 1.05 + 5_000);
      this.judge.atRest();
      for (const process of this.#live()) this.#close(process);
      await this.#advance(this.timeline.now + this.plan.tokenDeadlineMs * 1.05 + 5_000);
      this.judge.atEnd();
    } finally {
      this.#globals.restore();
      Logger.overrideLogger(false);
    }
    return { violation: this.judge.violation, simulatedMs: this.timeline.now, trace: this.#trace };
  }

  /** Runs code of a process as one step, until none of its promises can go on. */
  step(process: SimProcess, run: () => void): void {
    this.timeline.schedule(this.timeline.now, run, process);
  }

  async #advance(end: number): Promise<void> {
    for (;;) {
      const entry = this.judge.violation ? undefined : this.timeline.next(end);
      if (entry === undefined) return;
      if (!(entry.owner instanceof SimProcess)) {
        entry.run();
        continue;
      }
      const process = entry.owner;
      this.#current = process;
      this.#globals.enter(process);
      entry.run();
      await this.#globals.drain();
      this.#globals.leave(process);
      this.#current = undefined;
      this.judge.afterStep(process);
    }
  }

  #live(): SimProcess[] {
    return this.processes.filter(({ isAlive, isClosed }) => isAlive && !isClosed);
  }

  #find(index: number): SimProcess | undefined {
    const process = this.processes[index];
    return process?.isAlive && !process.isClosed ? process : undefined;
  }

  #start(index: number): void {
    this.lives[index] = (this.lives[index] ?? 0) + 1;
    this.processes[index] = new SimProcess(index, this.lives[index], this.plan.clocks[index]!, {
      plan: this.plan,
      timeline: this.timeline,
      endpoint: this.endpoint,
      credentialVersions: this.credentialVersions,
      getResolverFault: () =>
        this.#resolverFault && this.#resolverFault.until > this.timeline.now ? this.#resolverFault : undefined,
      connectStore: (process) => this.store.connect(process, index),
    });
  }

  #apply(event: PlanEvent): void {
    this.trace(() => `# ${describeEvent(event).slice(14)}`);
    const { timeline, endpoint, store } = this;
    const { now } = timeline;
    switch (event.type) {
      case 'revoke':
        endpoint.revokeAll();
        return;
      case 'rotate-secret':
        endpoint.secretVersion += 1;
        this.judge.onRotated();
        return;
      case 'store-fault':
        store.startFault(event.kind, event.ms, event.forMs);
        return;
      case 'evict':
      case 'restart-store':
        store.evict();
        return;
      case 'endpoint-fault':
        endpoint.startFault(event);
        return;
      case 'new-credentials':
        this.credentialVersions.set(event.account, (this.credentialVersions.get(event.account) ?? 1) + 1);
        return;
      case 'resolver-fault':
        this.#resolverFault = { kind: event.kind, ms: event.ms, until: now + event.forMs };
        return;
      case 'start':
        if (this.#find(event.process) === undefined) this.#start(event.process);
        return;
    }
    const process = this.#find(event.process);
    if (process) this.#applyTo(process, event);
  }

  #applyTo(process: SimProcess, event: PlanEvent & { readonly process: number }): void {
    const { timeline } = this;
    const { now } = timeline;
    switch (event.type) {
      case 'call':
        this.#call(process, event.account, event.giveUpAfterMs);
        return;
      case 'calls':
        for (let index = 0; index < event.times; index += 1) {
          timeline.schedule(now + index * event.everyMs, () => this.#call(process, event.account));
        }
        return;
      case 'secret-fault':
        process.startSecretFault(event.kind, event.forMs);
        return;
      case 'step-clock':
        this.judge.onClockStep(process, event.byMs);
        process.clock.step(event.byMs);
        return;
      case 'suspend':
        if (process.suspendedUntil > now) return;
        process.clock.suspend();
        process.suspendedUntil = now + event.forMs;
        this.judge.onSuspended(process, event.forMs);
        timeline.schedule(process.suspendedUntil, () => process.clock.resume());
        return;
      case 'crash':
        process.isAlive = false;
        this.judge.onCrash(process);
        return;
      case 'close':
        this.#close(process);
        return;
      case 'forget':
        this.step(process, () => {
          this.judge.onForget(process, event.account);
          process.accounts.forget(event.account);
        });
    }
  }

  #close(process: SimProcess): void {
    process.isClosed = true;
    this.trace(() => `${process.label} closes`);
    this.step(process, () => process.accounts.close());
  }

  /** When all faults of the plan are over. */
  #findQuiet(): number {
    const ends = this.plan.events.map((event) => {
      const length = 'forMs' in event ? event.forMs : event.type === 'calls' ? event.everyMs * event.times : 0;
      return event.at + length;
    });
    return Math.max(0, ...ends) + 1;
  }

  #beginQuiet(quietAt: number): void {
    this.trace(() => '# all faults are over');
    this.judge.onQuiet();
    for (let at = quietAt; at <= quietAt + QUIET_MS; at += 250) {
      this.timeline.schedule(at, () => {
        for (const process of this.#live()) this.#call(process, 'default');
      });
    }
  }

  #call(process: SimProcess, name: string, giveUpAfterMs?: number): void {
    if (!process.isAlive || process.isClosed) return;
    this.step(process, () => {
      const call = this.#createCall(process, name, false);
      void this.#perform(call);
      if (giveUpAfterMs === undefined) return;
      const giveUp = () => {
        if (call.isSettled) return;
        this.trace(() => `${process.label} call ${call.id} gives up`);
        call.controller.abort();
        if (call.watched) this.judge.onGivenUp(call);
      };
      this.timeline.schedule(this.timeline.now + giveUpAfterMs, giveUp, process);
    });
  }

  #createCall(process: SimProcess, name: string, isReplay: boolean): Call {
    const { now } = this.timeline;
    this.#callId += 1;
    const call: Call = {
      id: this.#callId,
      process,
      name,
      controller: new AbortController(),
      calledAt: now,
      startedAt: now,
      startedMonotonic: process.clock.monotonic(),
      mustNotWait: false,
      isSettled: false,
      isReplay,
    };
    this.calls.push(call);
    this.trace(() => `${process.label} call ${call.id} of account "${name}"${isReplay ? ' (after a 401)' : ''}`);
    return call;
  }

  async #perform(call: Call): Promise<void> {
    const { process, name, controller } = call;
    try {
      const account = await process.accounts.resolve(name);
      const watched = process.watched.find((one) => one.account === account)!;
      call.watched = watched;
      call.startedAt = this.timeline.now;
      call.startedMonotonic = process.clock.monotonic();
      this.judge.onResolved(call, watched);
      const token = await account.tokens.getToken({ signal: controller.signal });
      call.token = token.value;
    } catch (error) {
      call.error = AsposeAuthError.is(error) ? error : undefined;
      if (!AsposeAuthError.is(error))
        this.judge.fail('errors are AsposeAuthErrors', String((error as Error)?.stack ?? error));
    }
    call.isSettled = true;
    const outcome = () => (call.error ? `${call.error.code}: ${call.error.message}` : call.token!.slice(0, 10));
    this.trace(() => `${process.label} call ${call.id} → ${outcome()}`);
    this.judge.onSettled(call);
    if (call.token !== undefined && call.watched) this.#use(call, call.watched, call.token);
  }

  /** Calls the API with the token. */
  #use(call: Call, watched: WatchedAccount, token: string): void {
    const { process } = call;
    const arrival = this.timeline.now + this.#random.between(1, 60);
    this.timeline.schedule(arrival, () => {
      if (this.endpoint.accepts(token)) return;
      this.timeline.schedule(arrival + 1, () => this.#replace(call, watched, token), process);
    });
  }

  #replace(call: Call, watched: WatchedAccount, token: string): void {
    const { process } = call;
    this.trace(() => `${process.label} call ${call.id}: the API rejects ${token.slice(0, 10)}`);
    if (watched.account.manager.state.cached?.token.value === token) {
      watched.rejected.add(token);
      watched.rejectedAt.push(this.timeline.now);
    }
    watched.account.tokens.reject(token);
    if (!call.isReplay && !process.isClosed) void this.#perform(this.#createCall(process, call.name, true));
  }

  #createLogger() {
    const log = (text: unknown) => void this.#current?.logs.push(String(text));
    return { log, error: log, warn: log, debug: () => undefined };
  }
}
