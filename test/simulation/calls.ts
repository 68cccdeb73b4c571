import { AsposeAuthError } from '../../lib/errors.js';
import { Random } from './random.js';
import type { SimProcess, WatchedAccount } from './sim-process.js';
import type { World } from './world.js';

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

/** The calls of the application, in all processes. */
export class Calls {
  readonly started: Call[] = [];
  readonly #random: Random;
  #callId = 0;

  constructor(private readonly world: World) {
    this.#random = new Random(world.plan.seed, 'api');
  }

  /** Begins a call, unless the process has ended. */
  start(process: SimProcess, name: string, giveUpAfterMs?: number): void {
    if (!process.isAlive || process.isClosed) return;
    this.world.step(process, () => {
      const call = this.#createCall(process, name, false);
      void this.#perform(call);
      if (giveUpAfterMs === undefined) return;
      const giveUp = () => {
        if (call.isSettled) return;
        this.world.trace(() => `${process.label} call ${call.id} gives up`);
        call.controller.abort();
        if (call.watched) this.world.judge.onGivenUp(call);
      };
      this.world.timeline.schedule(this.world.timeline.now + giveUpAfterMs, giveUp, process);
    });
  }

  #createCall(process: SimProcess, name: string, isReplay: boolean): Call {
    const { now } = this.world.timeline;
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
    this.started.push(call);
    this.world.trace(() => `${process.label} call ${call.id} of account "${name}"${isReplay ? ' (after a 401)' : ''}`);
    return call;
  }

  async #perform(call: Call): Promise<void> {
    const { process, name, controller } = call;
    try {
      const account = await process.accounts.resolve(name);
      const watched = process.watched.find((one) => one.account === account)!;
      call.watched = watched;
      call.startedAt = this.world.timeline.now;
      call.startedMonotonic = process.clock.monotonic();
      this.world.judge.onResolved(call, watched);
      const token = await account.tokens.getToken({ signal: controller.signal });
      call.token = token.value;
    } catch (error) {
      call.error = AsposeAuthError.is(error) ? error : undefined;
      if (!AsposeAuthError.is(error))
        this.world.judge.fail('errors are AsposeAuthErrors', String((error as Error | undefined)?.stack ?? error));
    }
    call.isSettled = true;
    const outcome = () => (call.error ? `${call.error.code}: ${call.error.message}` : call.token!.slice(0, 10));
    this.world.trace(() => `${process.label} call ${call.id} → ${outcome()}`);
    this.world.judge.onSettled(call);
    if (call.token !== undefined && call.watched) this.#use(call, call.watched, call.token);
  }

  /** Calls the API with the token. */
  #use(call: Call, watched: WatchedAccount, token: string): void {
    const { process } = call;
    const arrival = this.world.timeline.now + this.#random.between(1, 60);
    this.world.timeline.schedule(arrival, () => {
      if (this.world.endpoint.accepts(token)) return;
      this.world.timeline.schedule(arrival + 1, () => this.#replace(call, watched, token), process);
    });
  }

  #replace(call: Call, watched: WatchedAccount, token: string): void {
    const { process } = call;
    this.world.trace(() => `${process.label} call ${call.id}: the API rejects ${token.slice(0, 10)}`);
    if (watched.account.manager.state.cached?.token.value === token) {
      watched.rejected.add(token);
      watched.rejectedAt.push(this.world.timeline.now);
      watched.lastHandedOut = undefined;
    }
    watched.account.tokens.reject(token);
    if (!call.isReplay && !process.isClosed) void this.#perform(this.#createCall(process, call.name, true));
  }
}
