import {
  type DynamicModule,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
  Optional,
} from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ASPOSE_AUTH_SETTINGS } from '../aspose-auth.decorators.js';
import { AsposeAuthError } from '../errors.js';
import type { AuthSettings } from '../options/settings.js';
import { getMetricAccountName } from './metrics.js';
import { startTelemetry } from './telemetry.js';

/** Depends on nothing that is built later, so that the token of `verifyOnBoot` is recorded, too. */
@Injectable()
class AsposeAuthTelemetry implements OnModuleInit, OnApplicationShutdown {
  readonly #stop = startTelemetry();

  constructor(@Inject(ModuleRef) private readonly modules: ModuleRef) {}

  /** Registers the configured accounts first: metrics tell them apart however many accounts `accountResolver` adds. */
  onModuleInit(): void {
    for (const name of getConfiguredAccounts(this.modules).keys()) getMetricAccountName(name);
  }

  onApplicationShutdown(): void {
    this.#stop();
  }
}

/**
 * Records metrics and spans of tokens and replays through `@opentelemetry/api`. Their names begin with `aspose.auth.`
 *
 * Start an OpenTelemetry SDK before the application is built: without one, nothing is recorded.
 *
 * @example
 * ```ts
 * const imports = [AsposeAuthModule.forRoot(), AsposeAuthTelemetryModule.forRoot()];
 * ```
 *
 * @see {@link https://opentelemetry.io/docs/languages/js/getting-started/nodejs/}
 */
@Module({})
export class AsposeAuthTelemetryModule {
  /**
   * @internal
   * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if it is imported without `forRoot()`.
   */
  constructor(@Optional() @Inject(AsposeAuthTelemetry) telemetry?: AsposeAuthTelemetry) {
    if (telemetry) return;
    const text =
      'AsposeAuthTelemetryModule is imported without forRoot(), so it records nothing. Write AsposeAuthTelemetryModule.forRoot().';
    throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text);
  }

  /** Import it once, beside `AsposeAuthModule`. It records all accounts of the process. */
  static forRoot(): DynamicModule {
    return { module: AsposeAuthTelemetryModule, providers: [AsposeAuthTelemetry] };
  }
}

/** The accounts of the options. Empty if the application has no `AsposeAuthModule`, or its settings are not resolved yet. */
function getConfiguredAccounts(modules: ModuleRef): AuthSettings['accounts'] {
  try {
    return modules.get<AuthSettings | undefined>(ASPOSE_AUTH_SETTINGS, { strict: false })?.accounts ?? new Map();
  } catch {
    return new Map();
  }
}
