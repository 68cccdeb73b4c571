import type { ClockPlan } from './process-clock.js';

/** What the store does wrong. */
export type StoreFaultKind =
  | 'slow' // replies take `ms`
  | 'down' // the connection is refused
  | 'hang' // commands are neither executed nor answered
  | 'late-replies' // commands are executed, and answered after `ms`
  | 'lost-replies' // commands are executed and never answered
  | 'repeated' // each command is executed, its reply is lost, and the client sends it again
  | 'no-scripts' // EVAL is denied
  | 'read-only' // SET and EVAL are denied
  | 'write-only' // GET and PTTL are denied
  | 'denied' // everything is denied
  | 'wrong-type'
  | 'nonsense' // values that no store returns
  | 'throws' // the client throws synchronously
  | 'no-promise' // the client returns no promise
  | 'replica-lag'; // what is read is `ms` old

/** What the token endpoint does wrong. */
export type EndpointFaultKind =
  | 'status' // `status`, with `retryAfter` as the header
  | 'hang'
  | 'reset'
  | 'slow' // responses take `ms`
  | 'rejects' // the credentials
  | 'invalid' // responses that no token endpoint gives
  | 'lifetime' // `expires_in` is `claim`
  | 'same-token'; // the token that was revoked is granted again

export type PlanEvent = { readonly at: number } & (
  | { readonly type: 'call'; readonly process: number; readonly account: string; readonly giveUpAfterMs?: number }
  | {
      readonly type: 'calls';
      readonly process: number;
      readonly account: string;
      readonly everyMs: number;
      readonly times: number;
    }
  | { readonly type: 'revoke' }
  | { readonly type: 'rotate-secret' }
  | { readonly type: 'secret-fault'; readonly process: number; readonly forMs: number; readonly kind: 'hang' | 'throw' }
  | { readonly type: 'store-fault'; readonly forMs: number; readonly kind: StoreFaultKind; readonly ms: number }
  | { readonly type: 'evict' }
  | { readonly type: 'restart-store' }
  | {
      readonly type: 'endpoint-fault';
      readonly forMs: number;
      readonly kind: EndpointFaultKind;
      readonly ms: number;
      readonly status?: number;
      readonly retryAfter?: string;
      readonly claim?: unknown;
    }
  | { readonly type: 'step-clock'; readonly process: number; readonly byMs: number }
  | { readonly type: 'suspend'; readonly process: number; readonly forMs: number }
  | { readonly type: 'crash' | 'close' | 'start'; readonly process: number }
  | { readonly type: 'forget'; readonly process: number; readonly account: string }
  | { readonly type: 'new-credentials'; readonly account: string }
  | {
      readonly type: 'resolver-fault';
      readonly forMs: number;
      readonly kind: 'slow' | 'hang' | 'throw' | 'nothing';
      readonly ms: number;
    }
);

export type StoreKind = 'none' | 'redis' | 'cache' | 'cache-without-time';

/** Everything that happens to a fleet from outside. Derived from a seed; events can be left out, to find those that matter. */
export interface Plan {
  readonly seed: number;
  readonly theme: string;
  readonly clocks: readonly ClockPlan[];
  readonly endpointRate: number;
  readonly storeRate: number;
  readonly store: StoreKind;
  readonly storeLatencyMs: number;
  readonly storeReturnsBytes: boolean;
  readonly endpointLatencyMs: number;
  readonly lifetimeS: number;
  readonly expiresIn: 'number' | 'text' | 'claims';
  readonly endpointCaches: boolean;
  readonly secret: 'text' | 'function';
  readonly tokenTimeoutMs: number;
  readonly tokenDeadlineMs: number;
  readonly maxAccounts: number;
  /** Accounts whose scope the endpoint rejects. */
  readonly wrongScopes: readonly string[];
  readonly events: readonly PlanEvent[];
}

/** An event in one line. */
export function describeEvent(event: PlanEvent): string {
  const { at, type, ...rest } = event;
  const details = Object.entries(rest).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `${formatTime(at)}  ${type} ${details.join(' ')}`.trimEnd();
}

export const formatTime = (ms: number): string => `${(ms / 1_000).toFixed(3).padStart(10)} s`;
