import { getEventListeners } from 'node:events';
import type { TokenHttpResponse } from '../../lib/token/token-response.js';
import { Budget } from './budget.js';
import type { Call } from './calls.js';
import { LISTED_ACCOUNTS } from './event-drawer.js';
import { findUnexplained } from './explanations.js';
import type { SentRequest } from './sent-request.js';
import { type SimProcess, toCredentials, type WatchedAccount } from './sim-process.js';
import { checkToken, holdsUsableToken } from './token-checks.js';
import { Trouble } from './trouble.js';
import type { World } from './world.js';

/** An invariant that does not hold. */
export interface Violation {
  readonly invariant: string;
  readonly details: string;
}

const isListed = (name: string) => (LISTED_ACCOUNTS as readonly string[]).includes(name);

/** Watches a simulation from outside, with real time and full knowledge, and tells whether an invariant is broken. */
export class Judge {
  violation: Violation | undefined;
  /** Processes that crashed or were suspended: what they know is lost, and a lease of theirs has to run out. */
  readonly absence = new Trouble();
  /** A new secret: what was said of the old one may still be told. */
  readonly rotations = new Trouble();
  suspendedMs = 0; // of all processes together
  readonly pending = new Map<WatchedAccount, Set<Call>>();
  /** The first grant of each token. */
  readonly grants = new Map<string, SentRequest>();
  readonly #budget: Budget;
  readonly #forgotten = new Map<string, { readonly at: number; readonly version: number }>();
  #startedInStep: Call[] = [];
  #mustBeSettled: Call[] = [];
  #delivered: SentRequest | undefined;

  constructor(private readonly world: World) {
    this.#budget = new Budget(world, this);
  }

  fail(invariant: string, details: string): void {
    if (this.violation) return;
    this.violation = { invariant, details };
    this.world.trace(() => `BROKEN: ${invariant}: ${details}`);
  }

  get #now(): number {
    return this.world.timeline.now;
  }

  onRotated(): void {
    this.rotations.add(this.#now, this.#now + 1_300);
  }

  onCrash(process: SimProcess): void {
    this.absence.add(this.#now, this.#now + 3_300);
    for (const call of this.world.calls.started) if (call.process === process) call.isSettled = true;
    for (const watched of process.watched) this.pending.delete(watched);
  }

  onSuspended(process: SimProcess, forMs: number): void {
    this.absence.add(this.#now, this.#now + forMs + 3_300);
    process.suspendCount += 1;
    process.suspendedMs += forMs;
    this.suspendedMs += forMs;
  }

  onClockStep(process: SimProcess, byMs: number): void {
    if (byMs < 0) process.stepBackCount += 1;
  }

  onForget(process: SimProcess, name: string): void {
    const version = this.world.credentialVersions.get(name) ?? 1;
    this.#forgotten.set(`${process.label} ${name}`, { at: this.#now, version });
  }

  wasForgotten(call: Call): boolean {
    return (this.#forgotten.get(`${call.process.label} ${call.name}`)?.at ?? Number.NEGATIVE_INFINITY) >= call.calledAt;
  }

  onQuiet(): void {
    const { length } = this.world.calls.started;
    if (length > 100_000) this.fail('the plan is of a reasonable size', String(length));
  }

  onSent(request: SentRequest): void {
    this.#budget.checkSent(request);
  }

  onResponse(request: SentRequest, { status }: TokenHttpResponse): void {
    this.#budget.checkLockout(request);
    if (status !== 200 || request.token === undefined) return;
    this.#budget.checkGranted(request);
    const first = this.grants.get(request.token.value) ?? request;
    if (first !== request) first.isRepeated = true;
    first.claimedUntil = Math.max(first.claimedUntil ?? 0, request.sentAt + (request.claimedMs ?? 0));
    this.grants.set(request.token.value, first);
    request.from.lastGrant = request;
    this.#delivered = request;
  }

  onResolved(call: Call, watched: WatchedAccount): void {
    this.#checkCredentials(call, watched);
    const pending = this.pending.get(watched) ?? new Set();
    this.pending.set(watched, pending.add(call));
    this.#startedInStep.push(call);
    call.mustNotWait = holdsUsableToken(watched, this.grants, this.#now);
  }

  onGivenUp(call: Call): void {
    this.#mustBeSettled.push(call);
  }

  onSettled(call: Call): void {
    const { watched, process } = call;
    if (watched) this.pending.get(watched)?.delete(call);
    const deadline = this.world.plan.tokenDeadlineMs * (watched || !this.wasForgotten(call) ? 1 : 2); // asked anew
    const waited = Math.round(process.clock.monotonic() - call.startedMonotonic);
    if (waited > deadline + 50) {
      this.fail('every caller settles by its deadline', `call ${call.id} waited ${waited} of ${deadline} ms`);
    }
    if (call.token !== undefined && watched) {
      watched.lastHandedOut = call.token;
      const broken = checkToken(call, watched, this.grants, this.world);
      if (broken) this.fail(...broken);
    }
    const unexplained = findUnexplained(call, this.world, this);
    if (unexplained) this.fail(...unexplained);
    if (call.error && call.error.code !== 'ERR_ASPOSE_ABORTED' && watched) this.#checkTold(call);
  }

  afterStep(process: SimProcess): void {
    for (const watched of process.watched) this.#checkEvents(process, watched);
    process.logs.length = 0;
    for (const call of this.#startedInStep) {
      if (call.mustNotWait && !call.isSettled) {
        this.fail('nobody waits while a usable token is held', `call ${call.id} waits, or fails, beside a good token`);
      }
    }
    this.#startedInStep = [];
    for (const call of this.#mustBeSettled) {
      if (!call.isSettled) this.fail('an abort ends the wait at once', `call ${call.id} goes on waiting`);
    }
    this.#mustBeSettled = [];
    if (this.#delivered) this.#checkDelivered(this.#delivered);
    this.#delivered = undefined;
    const kept = process.watched.filter(({ account, isCompleted }) => !isCompleted && !isListed(account.settings.name));
    if (kept.length > this.world.plan.maxAccounts && !process.isClosed) {
      this.fail('memory is bounded by maxAccounts', `${kept.length} accounts of the resolver are kept`);
    }
  }

  /** The faults are over, and all that was in flight has ended. */
  atRest(): void {
    this.#checkLeftovers(this.world.processes.filter(({ isAlive }) => isAlive));
  }

  /** All processes are closed. */
  atEnd(): void {
    this.#checkLeftovers(this.world.processes.filter(({ isAlive }) => isAlive));
    for (const process of this.world.processes) {
      const open = process.isAlive && process.watched.find(({ isCompleted }) => !isCompleted);
      if (open) this.fail('events$ completes', `account "${open.account.settings.name}" of ${process.label}`);
    }
  }

  #checkLeftovers(processes: readonly SimProcess[]): void {
    const waiting = this.world.calls.started.find(({ isSettled }) => !isSettled);
    if (waiting) this.fail('every caller settles by its deadline', `call ${waiting.id} never settled`);
    for (const { label, clock, watched } of processes) {
      if (clock.pendingTimers > 0) this.fail('no timer is left', `${label} has ${clock.pendingTimers}`);
      const signals = watched.flatMap(({ fetchSignals }) => [...fetchSignals]);
      const hasListeners = signals.some((signal) => getEventListeners(signal, 'abort').length > 0);
      if (hasListeners) this.fail('no listener is left', label);
    }
    const leases = this.world.store.getLeases();
    if (leases.length > 0) this.fail('no lease is left', `${leases.length} of them`);
  }

  /** F-6: names are exact, and the newest answer of the resolver wins. */
  #checkCredentials({ name, process, calledAt }: Call, { account }: WatchedAccount): void {
    const { clientId } = account.settings;
    if (isListed(name)) {
      if (clientId !== 'main') this.fail('an account has its own credentials', `"${name}" has those of ${clientId}`);
      return;
    }
    const [prefix] = toCredentials(name, 1).clientId.split(/:v\d+$/);
    const version = Number(clientId.slice(`${prefix}:v`.length));
    if (!clientId.startsWith(`${prefix}:v`) || !(version > 0)) {
      this.fail('an account has its own credentials', `"${name}" has those of ${clientId}`);
    }
    const forgotten = this.#forgotten.get(`${process.label} ${name}`);
    if (forgotten && forgotten.at < calledAt && version < forgotten.version) {
      this.fail('the newest answer of the resolver wins', `"${name}" has credentials of before it was forgotten`);
    }
  }

  /** A caller's failure is in the events of its account. */
  #checkTold({ id, error, watched }: Call): void {
    const code = error?.code;
    const isTold = watched?.newEvents.some((event) => event.type === 'token.failed' && event.code === code);
    if (isTold || watched?.failureCodes.size || watched?.isCompleted) return; // an account that was evicted tells nothing more
    this.fail('a failure is told', `call ${id} failed with ${code}, and no event of its account says so`);
  }

  #checkEvents(process: SimProcess, watched: WatchedAccount): void {
    const { newEvents, failureCodes, account } = watched;
    for (const event of newEvents) {
      this.world.trace(
        () => `${process.label} event ${event.type}${'code' in event ? ` ${event.code}` : ''} of "${event.account}"`,
      );
      if (event.account !== account.settings.name) this.fail('an account has its own events', event.account);
      if (event.type === 'token.acquired') failureCodes.clear();
      if (event.type === 'token.failed') {
        if (!failureCodes.has(event.code) && !process.logs.some((line) => line.includes(event.message))) {
          this.fail('a failure is told', `${event.code} is not in the log`);
        }
        failureCodes.add(event.code);
      }
      if (event.type === 'store.failed' || event.type === 'store.recovered') this.#checkStoreEvent(watched, event.type);
    }
    newEvents.length = 0;
    const isFetching = account.manager.isFetching;
    if (isFetching && !watched.wasFetching) watched.fetchStartedAt = this.#now;
    watched.wasFetching = isFetching;
  }

  /** One warning and one all-clear. */
  #checkStoreEvent(watched: WatchedAccount, type: 'store.failed' | 'store.recovered'): void {
    const hasFailed = type === 'store.failed';
    if (watched.isStoreFailed === hasFailed) this.fail('the store is told of once', `${type} twice in a row`);
    watched.isStoreFailed = hasFailed;
    if (hasFailed) watched.storeFailedAt = this.#now;
    if (!hasFailed && this.world.store.isConstantlyFailingSince(watched.storeFailedAt)) {
      this.fail('the store is told of once', 'an all-clear while it fails');
    }
  }

  /** A grant has arrived. Its callers have it at once, whatever the store does. */
  #checkDelivered({ from, token, claimedMs = 0, sentAt }: SentRequest): void {
    const waiting = [...(this.pending.get(from) ?? [])];
    const isUsable = token && claimedMs > 2 * (this.#now - sentAt) && !from.rejected.has(token.value);
    if (!isUsable || waiting.length === 0 || from.rejectedAt.some((at) => at >= from.fetchStartedAt)) return;
    this.fail('nobody waits while a usable token is held', `call ${waiting[0]!.id} waits, the token has arrived`);
  }
}
