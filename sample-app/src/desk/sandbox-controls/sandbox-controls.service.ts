import { ConflictException, Inject, Injectable, NotFoundException, type OnModuleDestroy } from '@nestjs/common';
import type { AsposeSandbox } from 'aspose-cloud-sandbox';
import { AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { firstValueFrom, type Observable, Subject } from 'rxjs';
import { AsposeConnection } from '../../aspose-connection.js';
import type { SandboxState, TokenEndpointMode } from '../protocol.js';
import { CallBatch } from './call-batch.js';

const BATCH_SIZE = 1_000;
const SLOW_MS = 3_000;
const DAY_SECONDS = 86_400;

const MODE_TEXTS: Record<TokenEndpointMode, string> = {
  up: 'The token endpoint is up.',
  slow: `The token endpoint takes ${SLOW_MS / 1_000} seconds for each response.`,
  down: 'The token endpoint is down: it closes every connection.',
};

/** What visitors may do to the embedded sandbox. */
@Injectable()
export class SandboxControls implements OnModuleDestroy {
  private readonly changes = new Subject<string | undefined>();
  /** Emits a sentence about each change, and `undefined` if only the progress of a batch has changed. */
  readonly changes$: Observable<string | undefined> = this.changes.asObservable();
  private readonly closing = new AbortController();
  private mode: TokenEndpointMode = 'up';
  private batch: CallBatch | undefined;

  constructor(
    @Inject(AsposeConnection) private readonly connection: AsposeConnection,
    @Inject(AsposeClient) private readonly aspose: AsposeClient,
    @Inject(AsposeTokenService) private readonly tokens: AsposeTokenService,
  ) {}

  /** Returns `undefined` with a real service. */
  getState(): SandboxState | undefined {
    const { sandbox } = this.connection;
    if (sandbox === undefined) return undefined;
    const batch = this.batch?.progress;
    return { lifetimeSeconds: sandbox.tokenLifetimeSeconds, tokenEndpoint: this.mode, ...(batch && { batch }) };
  }

  revokeAll(): void {
    this.sandbox.revokeAll();
    this.changes.next('All tokens were revoked.');
  }

  /** Sets the lifetime of new tokens, and revokes all others so that the change is visible at once. */
  setLifetime(seconds: number): void {
    this.sandbox.tokenLifetimeSeconds = seconds;
    this.sandbox.revokeAll();
    const lifetime = seconds === DAY_SECONDS ? '24 hours' : `${seconds} seconds`;
    this.changes.next(`New tokens are valid for ${lifetime}. All earlier tokens were revoked.`);
  }

  setTokenEndpoint(mode: TokenEndpointMode): void {
    const { faults } = this.sandbox;
    faults.token = mode === 'down' ? { kind: 'reset' } : undefined;
    faults.tokenLatencyMs = mode === 'slow' ? SLOW_MS : 0;
    this.mode = mode;
    this.changes.next(MODE_TEXTS[mode]);
  }

  rotateSecret(): void {
    this.sandbox.rotateSecret();
    this.changes.next('The client secret was rotated. The old secret is now rejected.');
  }

  /** Starts a batch of calls in the background, sent as an application would send them. */
  sendCalls(overSeconds: number): void {
    if (this.batch?.progress.isRunning) {
      const message = 'A batch of calls is already running.';
      throw new ConflictException({ message, hint: 'Wait until it has finished.' });
    }
    this.batch = new CallBatch(BATCH_SIZE, overSeconds * 1_000, {
      call: () => firstValueFrom(this.aspose.get('/v4.0/words/info', { signal: this.closing.signal })),
      getTokenRequests: () => this.tokens.state.tokenRequests,
      onProgress: () => this.changes.next(undefined),
      signal: this.closing.signal,
    });
    void this.batch.run();
    this.changes.next(`${BATCH_SIZE.toLocaleString('en')} calls were started.`);
  }

  onModuleDestroy(): void {
    this.closing.abort();
  }

  private get sandbox(): AsposeSandbox {
    const { sandbox } = this.connection;
    if (sandbox === undefined) throw new NotFoundException();
    return sandbox;
  }
}
