/** Members of axios' cancel token that its typings leave out. */
export interface CancelSubscription {
  readonly reason?: unknown;
  subscribe(listener: CancelListener): void;
  unsubscribe(listener: CancelListener): void;
}

type CancelListener = (reason?: unknown) => void;

/**
 * A cancel token, alone or in place of the caller's: then both the caller and this package can cancel it. Has all members of axios'
 * own, but creates the promise and the list of listeners only when they are needed (hot path).
 */
export class LinkedCancelToken implements CancelSubscription {
  readonly #caller: CancelSubscription | undefined;
  #listeners: Set<CancelListener> | undefined;
  #reason: Error | undefined;

  constructor(caller?: object) {
    this.#caller = caller as CancelSubscription | undefined;
  }

  get reason(): unknown {
    return this.#reason ?? this.#caller?.reason;
  }

  /** For adapters that were written for axios before version 0.22. */
  get promise(): Promise<unknown> {
    return new Promise((resolve) => this.subscribe(resolve));
  }

  /** Listeners get no reason: adapters then create an error that holds their request. */
  cancel(reason: Error): void {
    this.#reason ??= reason;
    for (const listener of [...(this.#listeners ?? [])]) listener();
  }

  throwIfRequested(): void {
    if (this.reason) throw this.reason as Error;
  }

  subscribe(listener: CancelListener): void {
    if (this.#reason) {
      listener();
    } else {
      this.#listeners ??= new Set();
      this.#listeners.add(listener);
      this.#caller?.subscribe(listener);
    }
  }

  unsubscribe(listener: CancelListener): void {
    this.#listeners?.delete(listener);
    this.#caller?.unsubscribe(listener);
  }

  /** The fetch adapter listens to signals only. */
  toAbortSignal(): AbortSignal {
    const controller = new AbortController();
    const abort = (reason?: unknown) => controller.abort(reason);
    this.subscribe(abort);
    return Object.assign(controller.signal, { unsubscribe: () => this.unsubscribe(abort) });
  }
}
