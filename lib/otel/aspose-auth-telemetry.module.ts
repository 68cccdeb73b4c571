import { type DynamicModule, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Attributes } from '@opentelemetry/api';
import { ASPOSE_AUTH_SETTINGS } from '../aspose-auth.tokens.js';
import type { AuthSettings } from '../config/settings.js';
import { serverAttributes } from './server-attributes.js';
import { record } from './telemetry.js';

/** Where an account asks for tokens; `undefined` where this application has no such account, or no settings yet. */
function serverIn(modules: ModuleRef, account: string): Attributes | undefined {
  let settings: AuthSettings | undefined;
  try {
    settings = modules.get<AuthSettings | undefined>(ASPOSE_AUTH_SETTINGS, { strict: false });
  } catch {
    return undefined; // no AsposeAuthModule: the event is another application's
  }
  const tokenUrl = settings?.accounts.get(account)?.tokenUrl;
  return tokenUrl === undefined ? undefined : serverAttributes(tokenUrl);
}

/** Records while the application lives; needs nothing that is built later, so that a token asked for at start counts too. */
@Injectable()
class AsposeAuthTelemetry implements OnApplicationShutdown {
  readonly #stop: () => void;

  constructor(@Inject(ModuleRef) modules: ModuleRef) {
    this.#stop = record((account) => serverIn(modules, account));
  }

  onApplicationShutdown(): void {
    this.#stop();
  }
}

/**
 * Metrics and spans of tokens and replays, through `@opentelemetry/api`: whatever SDK the application has registered before it
 * is built gets them; without one nothing is recorded. Names begin with `aspose.auth.`
 *
 * @example
 * @Module({ imports: [AsposeAuthModule.forRoot(), AsposeAuthTelemetryModule.forRoot()] })
 * export class AppModule {}
 */
@Module({})
// biome-ignore lint/complexity/noStaticOnlyClass: Nest knows a module by its class
export class AsposeAuthTelemetryModule {
  /** Import once, beside `AsposeAuthModule`. */
  static forRoot(): DynamicModule {
    return { module: AsposeAuthTelemetryModule, providers: [AsposeAuthTelemetry] };
  }
}
