import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule, ModulesContainer } from '@nestjs/core';
import type { CreateAxiosDefaults } from 'axios';
import {
  ASPOSE_AUTH_SETTINGS,
  getAsposeClientToken,
  getAsposeSdkToken,
  getAsposeTokenServiceToken,
} from './aspose-auth.decorators.js';
import { createFeatureProvider, createRootServicesProviders } from './aspose-auth.feature.js';
import { type ASYNC_OPTIONS_TYPE, ConfigurableModuleClass } from './aspose-auth.module-definition.js';
import { rootExports, rootProviders } from './aspose-auth.providers.js';
import { AsposeAuthError } from './errors.js';
import type { AsposeAuthModuleOptions } from './options/options.js';
import { assertAccountOptions, isPlainObject } from './options/validation.js';
import { createSdk } from './sdk/create-sdk.js';
import { type AsposeSdkType, getSdkClass } from './sdk/sdk-type.js';

/** Options of `AsposeAuthModule.forRootAsync()`: `imports`, `inject`, and one of `useFactory`, `useClass`, `useExisting`. */
export type AsposeAuthModuleAsyncOptions = typeof ASYNC_OPTIONS_TYPE;

/** Implemented by the class of `forRootAsync({ useClass })` and `forRootAsync({ useExisting })`. */
export interface AsposeAuthOptionsFactory {
  createAsposeAuthOptions(): AsposeAuthModuleOptions | Promise<AsposeAuthModuleOptions>;
}

/** Options of `AsposeAuthModule.forFeature()`. */
export interface AsposeAuthFeatureOptions {
  /**
   * Account whose client and token service the importing module injects.
   *
   * @default 'default'
   */
  account?: string;
  /**
   * Axios defaults of that client, over those of the account.
   *
   * @default none
   */
  http?: CreateAxiosDefaults;
  /**
   * Classes of official SDKs that become injectable for that account, or factories of other SDKs.
   *
   * @default none
   */
  sdks?: readonly AsposeSdkType[];
}

/**
 * Authorises a Nest application for Aspose Cloud.
 *
 * @example
 * const imports = [AsposeAuthModule.forRoot()]; // of the application's root module
 * @see docs/configuration.md
 */
@Module({ imports: [DiscoveryModule], providers: rootProviders, exports: rootExports })
export class AsposeAuthModule extends ConfigurableModuleClass implements OnModuleInit {
  readonly #modules: ModulesContainer;

  /** @internal */
  constructor(@Inject(ModulesContainer) modules: ModulesContainer) {
    super();
    this.#modules = modules;
  }

  /**
   * Called by Nest.
   *
   * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if the options depend on the request: then each request would request its own token.
   */
  onModuleInit(): void {
    for (const { providers } of this.#modules.values()) {
      if (providers.get(ASPOSE_AUTH_SETTINGS)?.isDependencyTreeStatic() === false) {
        throw new AsposeAuthError('ERR_ASPOSE_CONFIG', REQUEST_SCOPED);
      }
    }
  }

  /**
   * Configures the application's accounts. Import it once.
   *
   * @param options An option that is left out is read from `ConfigService`, then from the environment. Default: none.
   * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` when the application starts, if options or environment are invalid.
   */
  static override forRoot(options: AsposeAuthModuleOptions = {}): DynamicModule {
    if (!isPlainObject(options)) {
      throw new AsposeAuthError('ERR_ASPOSE_CONFIG', 'The options of AsposeAuthModule.forRoot() must be an object.');
    }
    return super.forRoot(options);
  }

  /**
   * Like `forRoot`, with options from a factory, a class or an existing provider.
   *
   * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if it has none of them; when the application starts, if it returns no object.
   *
   * @example
   * AsposeAuthModule.forRootAsync({
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({ clientId: config.get('CLIENT_ID'), clientSecret: config.get('SECRET') }),
   * })
   */
  static override forRootAsync(options: AsposeAuthModuleAsyncOptions): DynamicModule {
    const { useFactory, useClass, useExisting } = (options as AsposeAuthModuleAsyncOptions | undefined) ?? {};
    if (!(useFactory ?? useClass ?? useExisting)) {
      const text = 'AsposeAuthModule.forRootAsync() needs an object with useFactory, useClass or useExisting.';
      throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text);
    }
    return super.forRootAsync(options);
  }

  /**
   * Provides the importing module with a client of its own for an account, with the account's token service, and with official
   * SDKs.
   *
   * @example
   * const imports = [AsposeAuthModule.forFeature({ account: 'reports', sdks: [WordsApi] })];
   */
  static forFeature(feature: AsposeAuthFeatureOptions = {}): DynamicModule {
    assertAccountOptions(feature, 'AsposeAuthModule.forFeature()', ['account', 'http', 'sdks']);
    const { account, http, sdks = [] } = feature;
    if (!isList(sdks)) {
      throw new AsposeAuthError('ERR_ASPOSE_CONFIG', 'AsposeAuthModule.forFeature().sdks must be a list of classes.');
    }
    const providers = [
      createFeatureProvider(getAsposeClientToken(account), async ({ registry, createClient }) =>
        createClient(await registry.resolveListed(account), http),
      ),
      createFeatureProvider(
        getAsposeTokenServiceToken(account),
        async ({ registry }) => (await registry.resolveListed(account)).tokens,
      ),
      ...sdks.map((entry) =>
        createFeatureProvider(getAsposeSdkToken(getSdkClass(entry), account), async ({ registry }) =>
          createSdk(await registry.resolveListed(account), entry),
        ),
      ),
    ];
    return {
      module: AsposeAuthFeatureModule,
      providers: [...createRootServicesProviders(), ...providers],
      exports: providers,
    };
  }
}

/** Unlike `Array.isArray`, leaves the type of the entries alone. */
const isList = (value: unknown): boolean => Array.isArray(value);

const REQUEST_SCOPED =
  'The options of AsposeAuthModule.forRootAsync() depend on the request: they inject REQUEST, or a provider of the request scope. Inject providers of the default scope only. If each tenant has its own credentials, use accountResolver (docs/recipes.md#tenants).';

/** Holds the providers of `forFeature`. A class of its own, so that the root module is not created a second time. */
@Module({})
class AsposeAuthFeatureModule {}
