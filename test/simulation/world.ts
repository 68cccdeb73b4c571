import { Logger } from '@nestjs/common';
import { Calls } from './calls.js';
import { Globals } from './globals.js';
import { Judge, type Violation } from './judge.js';
import { describeEvent, formatTime, type Plan, type PlanEvent } from './plan.js';
import { SimEndpoint } from './sim-endpoint.js';
import { type ResolverFault, SimProcess } from './sim-process.js';
import { SimStore } from './sim-store.js';
import { Timeline } from './timeline.js';

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
  readonly calls: Calls;
  readonly credentialVersions = new Map<string, number>();
  readonly lives: number[] = [];
  readonly #trace: string[] = [];
  readonly #globals = new Globals();
  #resolverFault: ResolverFault | undefined;
  #current: SimProcess | undefined;

  constructor(
    readonly plan: Plan,
    private readonly withTrace: boolean,
  ) {
    this.calls = new Calls(this);
    this.judge = new Judge(this);
    this.store = new SimStore(plan, this.timeline, (text) => this.trace(text));
    this.endpoint = new SimEndpoint(
      plan,
      this.timeline,
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
        this.calls.start(process, event.account, event.giveUpAfterMs);
        return;
      case 'calls':
        for (let index = 0; index < event.times; index += 1) {
          timeline.schedule(now + index * event.everyMs, () => this.calls.start(process, event.account));
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
        for (const process of this.#live()) this.calls.start(process, 'default');
      });
    }
  }

  #createLogger() {
    const log = (text: unknown) => void this.#current?.logs.push(String(text));
    return { log, error: log, warn: log, debug: () => undefined };
  }
}
