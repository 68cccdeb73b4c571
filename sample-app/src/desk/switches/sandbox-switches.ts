import { ConflictException, Inject, Injectable, NotFoundException, type OnModuleDestroy } from '@nestjs/common';
import type { AsposeSandbox } from 'aspose-cloud-sandbox';
import { AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { firstValueFrom, type Observable, Subject } from 'rxjs';
import { AsposeConnection } from '../../aspose/aspose-connection.js';
import type { SandboxState, TokenEndpointMode } from '../wire.js';
import { CallBatch } from './call-batch.js';

const CALLS = 1_000;
const SLOW_MS = 3_000;
const DAY_SECONDS = 86_400;

const MODES: Record<TokenEndpointMode, string> = {
  up: 'The token endpoint is up.',
  slow: `The token endpoint takes ${SLOW_MS / 1_000} seconds for each answer.`,
  down: 'The token endpoint is down: it cuts every connection.',
};

/** What a visitor may do to the embedded sandbox, and to nothing else. */
@Injectable()
export class SandboxSwitches implements OnModuleDestroy {
  private readonly changes = new Subject<string | undefined>();
  /** What was switched, in words; `undefined` for progress of a batch. */
  readonly changes$: Observable<string | undefined> = this.changes.asObservable();
  private readonly closing = new AbortController();
  private mode: TokenEndpointMode = 'up';
  private batch: CallBatch | undefined;

  constructor(
    @Inject(AsposeConnection) private readonly connection: AsposeConnection,
    @Inject(AsposeClient) private readonly aspose: AsposeClient,
    @Inject(AsposeTokenService) private readonly tokens: AsposeTokenService,
  ) {}

  /** `undefined` where the desk works with a real service. */
  state(): SandboxState | undefined {
    const { sandbox } = this.connection;
    if (sandbox === undefined) return undefined;
    const batch = this.batch?.progress;
    return { lifetimeSeconds: sandbox.tokenLifetimeSeconds, tokenEndpoint: this.mode, ...(batch && { batch }) };
  }

  revokeAll(): void {
    this.sandbox.revokeAll();
    this.changes.next('Every token was revoked.');
  }

  /** Tokens from now on live so long; those handed out are revoked, or a day would pass before anybody sees a difference. */
  setLifetime(seconds: number): void {
    this.sandbox.tokenLifetimeSeconds = seconds;
    this.sandbox.revokeAll();
    const life = seconds === DAY_SECONDS ? '24 hours' : `${seconds} seconds`;
    this.changes.next(`Tokens live ${life} from now on; those before were revoked.`);
  }

  setTokenEndpoint(mode: TokenEndpointMode): void {
    const { faults } = this.sandbox;
    faults.token = mode === 'down' ? { kind: 'reset' } : undefined;
    faults.tokenLatencyMs = mode === 'slow' ? SLOW_MS : 0;
    this.mode = mode;
    this.changes.next(MODES[mode]);
  }

  rotateSecret(): void {
    this.sandbox.rotateSecret();
    this.changes.next('The client secret was rotated; the old one is refused.');
  }

  /** Starts a thousand calls, as an application would send them. */
  sendCalls(overSeconds: number): void {
    if (this.batch?.progress.isRunning) {
      const message = 'A thousand calls are on their way already.';
      throw new ConflictException({ message, hint: 'Wait until they are through.' });
    }
    this.batch = new CallBatch(CALLS, overSeconds * 1_000, {
      call: () => firstValueFrom(this.aspose.get('/v4.0/words/info', { signal: this.closing.signal })),
      tokenRequests: () => this.tokens.state.tokenRequests,
      onProgress: () => this.changes.next(undefined),
      signal: this.closing.signal,
    });
    void this.batch.run();
    this.changes.next(`${CALLS.toLocaleString('en')} calls set out.`);
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
