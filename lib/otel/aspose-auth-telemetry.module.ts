import {
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ASPOSE_AUTH_SETTINGS } from '../aspose-auth.decorators.js';
import type { AuthSettings } from '../options/settings.js';
import { metricName } from './metrics.js';
import { record } from './telemetry.js';

/** The accounts of the options; none where the application has no `AsposeAuthModule`, or no settings yet. */
function accountsIn(modules: ModuleRef): AuthSettings['accounts'] {
  try {
    return modules.get<AuthSettings | undefined>(ASPOSE_AUTH_SETTINGS, { strict: false })?.accounts ?? new Map();
  } catch {
    return new Map();
  }
}

/** Records while the application lives; needs nothing that is built later, so that a token asked for at start counts too. */
@Injectable()
class AsposeAuthTelemetry implements OnModuleInit, OnApplicationShutdown {
  readonly #stop = record();

  constructor(@Inject(ModuleRef) private readonly modules: ModuleRef) {}

  /** Before any customer comes, so that metrics tell the accounts of the options apart however many come. */
  onModuleInit(): void {
    for (const name of accountsIn(this.modules).keys()) metricName(name);
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
