import {
  ConflictException,
  Inject,
  Injectable,
  NotFoundException,
  type OnApplicationShutdown,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { firstValueFrom, type Observable, Subject } from 'rxjs';
import { AsposeConnection } from '../../aspose-connection.js';
import type { SandboxState, TokenEndpointMode } from '../protocol.js';
import { Comparison } from './comparison.js';

/** Longer than a call, shorter than half a lifetime of five seconds: the package can renew in the background. */
const SLOW_MS = 1_500;
const DAY_SECONDS = 86_400;

const MODE_TEXTS: Record<TokenEndpointMode, string> = {
  up: 'The token endpoint is up.',
  slow: `The token endpoint takes ${SLOW_MS / 1_000} seconds for each response.`,
  down: 'The token endpoint is down: it closes every connection.',
};

/** What visitors may do to the embedded sandbox, and to the second one that the naive client calls. */
@Injectable()
export class SandboxControls implements OnModuleInit, OnModuleDestroy, OnApplicationShutdown {
  private readonly changes = new Subject<string | undefined>();
  /** Emits a sentence about each change, and `undefined` if only the progress of a batch has changed. */
  readonly changes$: Observable<string | undefined> = this.changes.asObservable();
  /** The sandbox of the naive client; `undefined` with a real service. */
  naiveSandbox: AsposeSandbox | undefined;
  private readonly closing = new AbortController();
  private mode: TokenEndpointMode = 'up';
  private comparison: Comparison | undefined;

  constructor(
    @Inject(AsposeConnection) private readonly connection: AsposeConnection,
    @Inject(AsposeClient) private readonly aspose: AsposeClient,
    @Inject(AsposeTokenService) private readonly tokens: AsposeTokenService,
  ) {}

  async onModuleInit(): Promise<void> {
    if (this.connection.sandbox === undefined) return;
    this.naiveSandbox = await AsposeSandbox.start();
    this.comparison = new Comparison(this.naiveSandbox, {
      callWithPackage: (path, signal) => firstValueFrom(this.aspose.get(path, { signal })),
      getTokenRequests: () => this.tokens.state.tokenRequests,
      onProgress: () => this.changes.next(undefined),
      signal: this.closing.signal,
    });
  }

  /** Returns `undefined` with a real service. */
  getState(): SandboxState | undefined {
    const { sandbox } = this.connection;
    if (sandbox === undefined) return undefined;
    const batch = this.comparison?.progress;
    return { lifetimeSeconds: sandbox.tokenLifetimeSeconds, tokenEndpoint: this.mode, ...(batch && { batch }) };
  }

  /** Failed calls and token requests of the naive client since the application started. */
  getNaiveTotals(): { tokenRequests: number; failed: number } {
    return this.comparison?.naiveTotals ?? { tokenRequests: 0, failed: 0 };
  }

  revokeAll(): void {
    for (const sandbox of this.sandboxes) sandbox.revokeAll();
    this.changes.next('All tokens were revoked.');
  }

  /** Sets the lifetime of new tokens, and revokes all others so that the change is visible at once. */
  setLifetime(seconds: number): void {
    for (const sandbox of this.sandboxes) {
      sandbox.tokenLifetimeSeconds = seconds;
      sandbox.revokeAll();
    }
    const lifetime = seconds === DAY_SECONDS ? '24 hours' : `${seconds} seconds`;
    this.changes.next(`New tokens are valid for ${lifetime}. All earlier tokens were revoked.`);
  }

  setTokenEndpoint(mode: TokenEndpointMode): void {
    for (const { faults } of this.sandboxes) {
      faults.token = mode === 'down' ? { kind: 'reset' } : undefined;
      faults.tokenLatencyMs = mode === 'slow' ? SLOW_MS : 0;
    }
    this.mode = mode;
    this.changes.next(MODE_TEXTS[mode]);
  }

  lockOut(): void {
    for (const sandbox of this.sandboxes) sandbox.lockOut();
    this.changes.next('The current credentials are locked out for ten minutes. To get new ones, rotate the secret.');
  }

  rotateSecret(): void {
    for (const sandbox of this.sandboxes) sandbox.rotateSecret();
    this.changes.next('The client secret was rotated. The old secret is now rejected.');
  }

  restartNaive(): void {
    this.startedComparison.restartNaive();
    this.changes.next('The application with the interceptor was restarted. It reads the current secret.');
  }

  /** Starts a batch of calls in the background, sent as an application would send them. */
  sendCalls(overSeconds: number): void {
    const comparison = this.startedComparison;
    if (comparison.isRunning) {
      const message = 'A batch of calls is already running.';
      throw new ConflictException({ message, hint: 'Wait until it has finished.' });
    }
    comparison.start(overSeconds * 1_000);
    this.changes.next(`${comparison.progress?.total.toLocaleString('en')} calls were started.`);
  }

  onModuleDestroy(): void {
    this.closing.abort();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.naiveSandbox?.stop();
  }

  /** Both, because they are always in the same state. */
  private get sandboxes(): readonly AsposeSandbox[] {
    const { sandbox } = this.connection;
    if (sandbox === undefined || this.naiveSandbox === undefined) throw new NotFoundException();
    return [sandbox, this.naiveSandbox];
  }

  private get startedComparison(): Comparison {
    if (this.comparison === undefined) throw new NotFoundException();
    return this.comparison;
  }
}
