import type { SimProcess } from './sim-process.js';

const REGISTRY_NAME = 'nestjs-aspose-auth.credential-pairs';
type Shared = Record<string | symbol, unknown>;

/**
 * What a process has for itself in reality, and all simulated processes would share. The registry of credential pairs is swapped for
 * each step of a process; the monotonic clock and the timers are replaced by those of the process whose code runs.
 */
export class Globals {
  readonly #real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    setImmediate: globalThis.setImmediate,
    stackTraceLimit: Error.stackTraceLimit,
    performance: Object.getOwnPropertyDescriptor(globalThis, 'performance')!,
  };
  readonly #realPerformance = globalThis.performance;
  readonly #registrySymbols = new Set<symbol>();
  #steps = 0;

  /** @param getCurrent The process whose code runs. */
  install(getCurrent: () => SimProcess | undefined): void {
    const { setTimeout, clearTimeout } = this.#real;
    Error.stackTraceLimit = 0; // thousands of failures, whose stacks nobody reads
    const shared = globalThis as unknown as Shared;
    const performance = { now: () => getCurrent()?.clock.monotonic() ?? this.#realPerformance.now() };
    Object.defineProperty(globalThis, 'performance', { value: performance, configurable: true, writable: true });
    shared.setTimeout = (callback: () => void, ms = 0) => {
      const process = getCurrent();
      if (process === undefined) return setTimeout(callback, ms);
      const timer = { cancel: process.clock.setTimer(ms, callback), ref: () => timer, unref: () => timer };
      return timer;
    };
    shared.clearTimeout = (timer: { cancel?: () => void } | undefined) => {
      if (typeof timer?.cancel === 'function') timer.cancel();
      else clearTimeout(timer as unknown as NodeJS.Timeout);
    };
    for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
      if (symbol.description?.startsWith(REGISTRY_NAME)) shared[symbol] = undefined; // of an earlier run
    }
  }

  restore(): void {
    Error.stackTraceLimit = this.#real.stackTraceLimit;
    Object.assign(globalThis, { setTimeout: this.#real.setTimeout, clearTimeout: this.#real.clearTimeout });
    Object.defineProperty(globalThis, 'performance', this.#real.performance);
  }

  enter(process: SimProcess): void {
    const shared = globalThis as unknown as Shared;
    const registries = (process.registry ?? {}) as Shared;
    for (const symbol of this.#registrySymbols) shared[symbol] = registries[symbol];
  }

  leave(process: SimProcess): void {
    const shared = globalThis as unknown as Shared;
    const registries: Shared = {};
    for (const symbol of this.#findRegistries()) {
      registries[symbol] = shared[symbol];
      shared[symbol] = undefined;
    }
    process.registry = registries;
  }

  /**
   * Resolves when no promise can go on. Nothing but promises runs: neither timers nor input and output are real. Node calls back a
   * `nextTick` when all promises have gone on as far as they can. That is faster than a turn of the event loop, but only there does
   * Node notice rejections that nothing handles, so every sixteenth step takes one.
   */
  drain(): Promise<void> {
    this.#steps += 1;
    return new Promise((resolve) => {
      if (this.#steps % 16 === 0) this.#real.setImmediate(resolve);
      else process.nextTick(resolve);
    });
  }

  #findRegistries(): ReadonlySet<symbol> {
    if (this.#registrySymbols.size === 0) {
      for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
        if (symbol.description?.startsWith(REGISTRY_NAME)) this.#registrySymbols.add(symbol);
      }
    }
    return this.#registrySymbols;
  }
}
