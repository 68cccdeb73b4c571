import { type DynamicModule, type FactoryProvider, Module, type Type } from '@nestjs/common';
import { DiscoveryModule, ModuleRef, ModulesContainer } from '@nestjs/core';
import { AsposeAccounts } from '../accounts/aspose-accounts.service.js';
import { ASPOSE_AUTH_CLOCK, ASPOSE_AUTH_SETTINGS } from '../aspose-auth.decorators.js';
import { MODULE_OPTIONS_TOKEN } from '../aspose-auth.module-definition.js';
import { rootExports, rootProviders } from '../aspose-auth.providers.js';
import { AsposeAuthError } from '../errors.js';
import { readVariables } from '../options/config-service.js';
import type { AsposeAuthModuleOptions } from '../options/options.js';
import type { AuthSettings } from '../options/settings.js';
import type { Clock } from '../util/clock.js';
import { FakeAccounts, createFakeSettings } from './fake-accounts.js';
import { FakeApi } from './fake-api.js';
import type { AsposeAuthTesting, AsposeAuthTestingOptions } from './testing-options.js';

/** What this package uses of the `TestingModuleBuilder` of `@nestjs/testing`. */
interface OverridableBuilder {
  overrideProvider(token: unknown): {
    useFactory(options: { factory: FactoryProvider['useFactory']; inject?: FactoryProvider['inject'] }): unknown;
  };
}

/** The providers of `AsposeAuthModule` that would reach out, as ones that do not. */
function createFakeProviders(options: AsposeAuthTestingOptions, readsEnvironment: boolean): FactoryProvider[] {
  const { token = 'test-token', clock } = options;
  const api = new FakeApi(options);
  const settings: FactoryProvider = {
    provide: ASPOSE_AUTH_SETTINGS,
    inject: [MODULE_OPTIONS_TOKEN, ModulesContainer, ModuleRef],
    useFactory: async (given: AsposeAuthModuleOptions | undefined, modules: ModulesContainer, moduleRef: ModuleRef) => {
      const read = readsEnvironment ? await readVariables(modules, moduleRef) : () => undefined;
      return createFakeSettings(given ?? {}, read, api);
    },
  };
  const accounts: FactoryProvider = {
    provide: AsposeAccounts,
    inject: [ASPOSE_AUTH_SETTINGS, ASPOSE_AUTH_CLOCK, MODULE_OPTIONS_TOKEN],
    useFactory: (resolved: AuthSettings, time: Clock, given: AsposeAuthModuleOptions | undefined) =>
      new FakeAccounts(resolved, time, given ?? {}, token, api),
  };
  const providers = [settings, accounts];
  return clock ? [...providers, { provide: ASPOSE_AUTH_CLOCK, useFactory: () => clock }] : providers;
}

/**
 * `AsposeAuthModule` without a network, for tests: tokens are made here, and `AsposeClient` gets its answers from the test. All
 * between the two is the real thing: renewal, replay, accounts.
 *
 * Other `HttpService`s of the application and the official SDKs get tokens, and are yours to mock. Where another library answers the calls of
 * `AsposeClient` (nock, msw), pass `http: { adapter: 'http' }`.
 *
 * @example
 * const respond = jest.fn(() => ({ data: { files: [] } }));
 * const module = await Test.createTestingModule({
 *   imports: [AsposeAuthTestingModule.forRoot({ respond })],
 *   providers: [Reports],
 * }).compile();
 */
@Module({ imports: [DiscoveryModule] })
// biome-ignore lint/complexity/noStaticOnlyClass: Nest knows a module by its class
export class AsposeAuthTestingModule {
  /** In place of `AsposeAuthModule.forRoot()`, with its options; credentials are not needed, the environment is not read. */
  static forRoot(options: AsposeAuthModuleOptions & AsposeAuthTestingOptions = {}): DynamicModule {
    const { token, unauthorized, respond, clock, isGlobal = true, ...given } = options;
    const replaced = createFakeProviders({ token, unauthorized, respond, clock }, false);
    return {
      module: AsposeAuthTestingModule,
      global: isGlobal,
      providers: [...rootProviders, { provide: MODULE_OPTIONS_TOKEN, useValue: given }, ...replaced],
      exports: rootExports,
    };
  }

  /**
   * For a module under test that imports `AsposeAuthModule` itself: the same, by overriding its providers.
   *
   * @param builder From `Test.createTestingModule()`; returned, to go on with.
   */
  static override<B extends OverridableBuilder>(builder: B, options: AsposeAuthTestingOptions = {}): B {
    for (const { provide, useFactory, inject } of createFakeProviders(options, true)) {
      builder.overrideProvider(provide).useFactory({ factory: useFactory, inject });
    }
    return builder;
  }

  /**
   * What a running test can still say.
   *
   * @param app The application or the testing module.
   * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` where it uses the real `AsposeAuthModule`.
   */
  static of(app: { get<T>(type: Type<T>, options: { strict: boolean }): T }): AsposeAuthTesting {
    const accounts = app.get(AsposeAccounts, { strict: false });
    if (accounts instanceof FakeAccounts) return accounts.api;
    const text =
      'This application uses the real AsposeAuthModule: import AsposeAuthTestingModule.forRoot() in its place.';
    throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text);
  }
}
