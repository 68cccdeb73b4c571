import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { CreateAxiosDefaults } from 'axios';
import { AsposeAccounts } from './accounts/aspose-accounts.service.js';
import { getAsposeClientToken, getAsposeSdkToken, getAsposeTokenServiceToken } from './aspose-auth.decorators.js';
import { type ASYNC_OPTIONS_TYPE, ConfigurableModuleClass } from './aspose-auth.module-definition.js';
import { rootExports, rootProviders } from './aspose-auth.providers.js';
import { createAsposeClient } from './http/aspose-client.js';
import type { AsposeAuthModuleOptions } from './options/options.js';
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
  /** Account whose client and token service the importing module injects. Default `'default'`. */
  account?: string;
  /** Axios defaults of that client, over those of the account. Default: none. */
  http?: CreateAxiosDefaults;
  /** Classes of the official SDKs that become injectable for that account, or how to make one. Default: none. */
  sdks?: readonly AsposeSdkType[];
}

/**
 * Authorises a Nest application for Aspose Cloud.
 *
 * @example
 * @Module({ imports: [AsposeAuthModule.forRoot()] })
 * export class AppModule {}
 */
@Module({ imports: [DiscoveryModule], providers: rootProviders, exports: rootExports })
export class AsposeAuthModule extends ConfigurableModuleClass {
  /** Import once. Whatever the options leave out is read from `ConfigService`, then the environment. */
  static override forRoot(options: AsposeAuthModuleOptions = {}): DynamicModule {
    return super.forRoot(options);
  }

  /** As `forRoot`, the options made by a factory, a class, or an existing provider. */
  static override forRootAsync(options: AsposeAuthModuleAsyncOptions): DynamicModule {
    return super.forRootAsync(options);
  }

  /** Gives the importing module a client of its own for an account, the account's token service, and official SDKs. */
  static forFeature(feature: AsposeAuthFeatureOptions = {}): DynamicModule {
    const { account, http, sdks = [] } = feature;
    const client: Provider = {
      provide: getAsposeClientToken(account),
      inject: [AsposeAccounts],
      useFactory: async (accounts: AsposeAccounts) => createAsposeClient(accounts, await accounts.reach(account), http),
    };
    const tokens: Provider = {
      provide: getAsposeTokenServiceToken(account),
      inject: [AsposeAccounts],
      useFactory: async (accounts: AsposeAccounts) => (await accounts.reach(account)).tokens,
    };
    const apis = sdks.map(
      (entry): Provider => ({
        provide: getAsposeSdkToken(getSdkClass(entry), account),
        inject: [AsposeAccounts],
        useFactory: async (accounts: AsposeAccounts) => createSdk(await accounts.reach(account), entry),
      }),
    );
    const providers = [client, tokens, ...apis];
    return { module: AsposeAuthFeatureModule, providers, exports: providers };
  }
}

/** Carries what `forFeature` provides; a class of its own, so that the root module is not built a second time. */
@Module({})
class AsposeAuthFeatureModule {}
