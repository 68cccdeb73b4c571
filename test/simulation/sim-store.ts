import type { AsposeTokenStore } from '../../lib/options/token-store.js';
import { RedisTokenStore } from '../../lib/redis/redis-token-store.js';
import type { Plan, StoreFaultKind } from './plan.js';
import { Random } from './random.js';
import { StoreConnection } from './store-connection.js';
import type { StepOwner, Timeline } from './timeline.js';
import { Trouble } from './trouble.js';

interface StoredValue {
  readonly value: string;
  /** By the store's clock. */
  readonly expiresAt: number;
}

interface Fault {
  readonly kind: StoreFaultKind;
  readonly ms: number;
  readonly from: number;
  readonly until: number;
}

type Reply = { readonly value: unknown } | { readonly error: Error };

/** Faults under which a process knows all that it has to know, so that the fleet is as well coordinated as without. */
const HARMLESS: ReadonlySet<StoreFaultKind> = new Set(['no-scripts']);
/** Faults under which each use of the store fails in the same way. */
const CONSTANT: ReadonlySet<StoreFaultKind> = new Set([
  'down',
  'hang',
  'denied',
  'read-only',
  'write-only',
  'throws',
  'no-promise',
]);
const NONSENSE = [42, {}, [], true, 'garbage', undefined, 'v1.AAAA.BBBB', { value: 5, ttlMs: 'x' }, Number.NaN];

/** One store that all processes share, and all that it can do wrong. Its clock is its own. */
export class SimStore {
  /** When the store did not work as it should. */
  readonly trouble = new Trouble();
  /** By process, when it last read a value together with the time of the one before. */
  readonly tornReads = new Map<string, number>();
  readonly #timed = new Map<string, string | undefined>();
  readonly #values = new Map<string, StoredValue>();
  readonly #replica = new Map<string, StoredValue>();
  #fault: Fault | undefined;
  #nonsense = 0;

  constructor(
    private readonly plan: Plan,
    private readonly timeline: Timeline,
    private readonly trace: (text: () => string) => void,
  ) {}

  startFault(kind: StoreFaultKind, ms: number, forMs: number): void {
    const until = this.timeline.now + forMs;
    this.#fault = { kind, ms, from: this.timeline.now, until };
    if (!HARMLESS.has(kind)) this.trouble.add(this.timeline.now, until + ms + 1_000);
  }

  /** True if each use of the store has failed in the same way for some time, and since then. */
  isConstantlyFailingSince(since: number): boolean {
    const fault = this.#active;
    // To a cache, no promise is no value.
    if (fault === undefined || (fault.kind === 'no-promise' && this.plan.store !== 'redis')) return false;
    // What failed may have been sent 1 s before, when another fault was active, and have waited behind replies that are 4 s late.
    return CONSTANT.has(fault.kind) && this.timeline.now > fault.from + 1_500 && fault.from < since - 5_100;
  }

  /** Drops values. */
  evict(): void {
    this.trouble.add(this.timeline.now - 1, this.timeline.now + 100);
    this.#values.clear();
    this.#replica.clear();
  }

  /** Leases that are held now. */
  getLeases(): string[] {
    return [...this.#values.keys()].filter((key) => key.includes('lease:') && this.#find(this.#values, key));
  }

  /** The store as one process uses it. */
  connect(owner: StepOwner & { readonly label: string }, index: number): AsposeTokenStore | undefined {
    const connection = new StoreConnection(
      this.timeline,
      owner,
      this.plan.storeLatencyMs,
      new Random(this.plan.seed, `store ${index}`),
    );
    const send = (...words: string[]) => this.#send(connection, owner, words);
    switch (this.plan.store) {
      case 'none':
        return undefined;
      case 'redis':
        return new RedisTokenStore({ call: send });
      case 'cache':
      case 'cache-without-time': {
        const command = this.plan.store === 'cache' ? 'READ' : 'GET';
        return {
          get: (key) => send(command, key) as Promise<string | undefined>,
          set: (key, value, ttlMs) => send('SET', key, value, 'PX', String(ttlMs)),
        };
      }
    }
  }

  get #now(): number {
    return this.timeline.now * this.plan.storeRate;
  }

  get #active(): Fault | undefined {
    return this.#fault && this.#fault.until > this.timeline.now ? this.#fault : undefined;
  }

  #send(
    connection: StoreConnection,
    { label }: { readonly label: string },
    words: readonly string[],
  ): Promise<unknown> {
    const sending = this.#active?.kind;
    if (sending === 'throws') throw new Error('the client is closed');
    if (sending === 'no-promise') return undefined as unknown as Promise<unknown>;
    if (sending === 'down') return Promise.reject(new Error('ECONNREFUSED'));
    return new Promise((resolve, reject) => {
      connection.toStore(() => {
        const fault = this.#active;
        if (fault?.kind === 'hang') return;
        const reply = this.#execute(words);
        this.#noteTornRead(label, words);
        this.trace(
          () =>
            `${label} store: ${describe(words)} → ${'error' in reply ? reply.error.message : describeReply(reply.value)}`,
        );
        const deliver = (last: Reply, extraMs: number) =>
          connection.toProcess(extraMs, () => {
            if ('error' in last) reject(last.error);
            else resolve(this.plan.storeReturnsBytes ? toBytes(last.value) : last.value);
          });
        if (fault?.kind === 'lost-replies') return;
        if (fault?.kind === 'repeated') connection.again(fault.ms, () => deliver(this.#execute(words), 0));
        else deliver(reply, fault?.kind === 'slow' || fault?.kind === 'late-replies' ? fault.ms : 0);
      });
    });
  }

  #execute([command = '', key = '', ...rest]: readonly string[]): Reply {
    const name = command.toUpperCase();
    const fault = this.#active;
    const isRead = name === 'GET' || name === 'PTTL' || name === 'READ';
    const isDenied =
      fault?.kind === 'denied' ||
      (fault?.kind === 'no-scripts' && name === 'EVAL') ||
      (fault?.kind === 'read-only' && !isRead) ||
      (fault?.kind === 'write-only' && isRead);
    if (isDenied) return { error: new Error(`NOPERM ${name} is not permitted`) };
    if (fault?.kind === 'wrong-type' && name !== 'SET' && name !== 'PTTL') return { error: new Error('WRONGTYPE') };
    if (fault?.kind === 'nonsense') {
      this.#nonsense += 1;
      return { value: NONSENSE[this.#nonsense % NONSENSE.length] };
    }
    const source = isRead && fault?.kind === 'replica-lag' ? this.#replica : this.#values;
    if (name === 'GET') return { value: this.#find(source, key)?.value ?? null };
    if (name === 'PTTL') return { value: this.#remaining(source, key) };
    if (name === 'READ') {
      const found = this.#find(source, key);
      return { value: found && { value: found.value, ttlMs: this.#remaining(source, key) } };
    }
    if (name === 'SET') return { value: this.#set(key, rest) };
    const [, lease = '', owner, ttl] = [key, ...rest.slice(1)];
    const held = this.#find(this.#values, lease);
    if (held?.value !== owner) return { value: 0 };
    this.#write(
      lease,
      key.includes('PEXPIRE') && Number(ttl) > 0 ? { ...held!, expiresAt: this.#now + Number(ttl) } : undefined,
    );
    return { value: 1 };
  }

  /** A token that was replaced between PTTL and GET looks older than it is. */
  #noteTornRead(label: string, [command = '', key = '']: readonly string[]): void {
    const id = `${label} ${key}`;
    const value = this.#values.get(key)?.value;
    if (command === 'pttl') this.#timed.set(id, value);
    else if (command === 'get' && this.#timed.get(id) !== value) this.tornReads.set(label, this.timeline.now);
  }

  #set(key: string, [value = '', , ttl, condition]: readonly string[]): string | null {
    const exists = this.#find(this.#values, key) !== undefined;
    if ((condition === 'NX' && exists) || (condition === 'XX' && !exists)) return null;
    this.#write(key, { value, expiresAt: this.#now + Number(ttl) });
    return 'OK';
  }

  #write(key: string, stored: StoredValue | undefined): void {
    const apply = (values: Map<string, StoredValue>) => (stored ? values.set(key, stored) : values.delete(key));
    apply(this.#values);
    const lagMs = this.#active?.kind === 'replica-lag' ? this.#active.ms : 0;
    if (lagMs > 0) this.timeline.schedule(this.timeline.now + lagMs, () => apply(this.#replica));
    else apply(this.#replica);
  }

  #find(values: Map<string, StoredValue>, key: string): StoredValue | undefined {
    const stored = values.get(key);
    return stored && stored.expiresAt > this.#now ? stored : undefined;
  }

  #remaining(values: Map<string, StoredValue>, key: string): number {
    const stored = this.#find(values, key);
    return stored ? Math.ceil(stored.expiresAt - this.#now) : -2;
  }
}

function toBytes(value: unknown): unknown {
  return typeof value === 'string' && value !== 'OK' ? Buffer.from(value) : value;
}

/** Without what differs from run to run: keys, values and owners. */
function describe([command = '', key = '', ...rest]: readonly string[]): string {
  const name = command.toUpperCase();
  const shown = name === 'EVAL' ? rest[1] : key;
  const kind = /(token|lease|rejections):/.exec(shown ?? '')?.[1] ?? '?';
  const options = name === 'SET' ? ` ${rest.slice(1).join(' ')}` : name === 'EVAL' ? ` ${rest[3] ?? ''}` : '';
  return `${name} ${kind}${options}`;
}

function describeReply(value: unknown): string {
  if (typeof value === 'string' && value !== 'OK') return 'a value';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
