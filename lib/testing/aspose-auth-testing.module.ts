import { type DynamicModule, type FactoryProvider, Module, type Type } from '@nestjs/common';
import { DiscoveryModule, ModuleRef, ModulesContainer } from '@nestjs/core';
import { createAccount } from '../accounts/account.js';
import { AccountRegistry } from '../accounts/account-registry.js';
import { ASPOSE_AUTH_CLOCK, ASPOSE_AUTH_REGISTRY, ASPOSE_AUTH_SETTINGS } from '../aspose-auth.decorators.js';
import { MODULE_OPTIONS_TOKEN } from '../aspose-auth.module-definition.js';
import { rootExports, rootProviders } from '../aspose-auth.providers.js';
import { AsposeAuthError } from '../errors.js';
import { readVariables } from '../options/config-service.js';
import type { AsposeAuthModuleOptions } from '../options/options.js';
import type { AccountSettings, AuthSettings } from '../options/settings.js';
import { checkOptionNames, MODULE_OPTIONS, toOwnOptions } from '../options/validation.js';
import type { TokenManager } from '../token/token-manager.js';
import type { Clock } from '../util/clock.js';
import { FakeApi } from './fake-api.js';
import { createFakeSettings, createFakeTokenTransport } from './fake-settings.js';
import type { AsposeAuthTesting, AsposeAuthTestingOptions } from './testing-options.js';

/**
 * `AsposeAuthModule` without a network, for tests. It issues tokens itself, and the test provides the responses to
 * `AsposeClient`. Everything in between is the real code: refresh, replay, accounts.
 *
 * Other `HttpService`s of the application and the official SDKs get test tokens but send real requests; mock what they call.
 * If another library (nock, msw) responds to `AsposeClient`, too, pass `http: { adapter: 'http' }`.
 *
 * @example
 * ```ts
 * const respond = jest.fn(() => ({ data: { files: [] } }));
 * const module = await Test.createTestingModule({
 *   imports: [AsposeAuthTestingModule.forRoot({ respond })],
 *   providers: [Reports],
 * }).compile();
 * ```
 *
 * @see {@link https://docs.nestjs.com/fundamentals/testing}
 */
@Module({ imports: [DiscoveryModule] })
// biome-ignore lint/complexity/noStaticOnlyClass: a Nest module is a class
export class AsposeAuthTestingModule {
  /**
   * Replaces `AsposeAuthModule.forRoot()` and takes its options. Credentials are not needed, and the environment is not read.
   *
   * @example
   * ```ts
   * const imports = [AsposeAuthTestingModule.forRoot({ token: 'my-token', respond: { data: { files: [] } } })];
   * ```
   */
  static forRoot(options: AsposeAuthModuleOptions & AsposeAuthTestingOptions = {}): DynamicModule {
    assertOptionNames(options, [...Object.keys(TESTING_OPTIONS), ...Object.keys(MODULE_OPTIONS)]);
    const { token, unauthorized, respond, clock, isGlobal = true, ...moduleOptions } = options;
    const fakes = createFakeProviders({ token, unauthorized, respond, clock }, false);
    return {
      module: AsposeAuthTestingModule,
      global: isGlobal,
      providers: [...rootProviders, { provide: MODULE_OPTIONS_TOKEN, useValue: moduleOptions }, ...fakes],
      exports: rootExports,
    };
  }

  /**
   * Overrides the providers of a module under test that imports `AsposeAuthModule` itself. Its options apply, except for
   * credentials, store and transport.
   *
   * @param builder The result of `Test.createTestingModule()`.
   * @returns The same builder.
   *
   * @example
   * ```ts
   * const builder = Test.createTestingModule({ imports: [AppModule] });
   * const module = await AsposeAuthTestingModule.override(builder, { respond: { data: {} } }).compile();
   * ```
   */
  static override<B extends OverridableBuilder>(builder: B, options: AsposeAuthTestingOptions = {}): B {
    assertOptionNames(options, Object.keys(TESTING_OPTIONS));
    for (const { provide, useFactory, inject } of createFakeProviders(options, true)) {
      builder.overrideProvider(provide).useFactory({ factory: useFactory, inject });
    }
    return builder;
  }

  /**
   * Returns the fake API of a running test, to change its next responses.
   *
   * @param app The application or the testing module.
   * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if it uses the real `AsposeAuthModule`.
   *
   * @example
   * ```ts
   * AsposeAuthTestingModule.of(module).unauthorized(); // the next response is a 401
   * ```
   */
  static of(app: { get<T>(type: Type<T>, options: { strict: boolean }): T }): AsposeAuthTesting {
    const registry = app.get(ASPOSE_AUTH_REGISTRY as unknown as Type<AccountRegistry>, { strict: false });
    const api = fakeApis.get(registry);
    if (api) return api;
    const text = 'This application uses the real AsposeAuthModule. Import AsposeAuthTestingModule.forRoot() instead.';
    throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text);
  }
}

/** The part of `TestingModuleBuilder` of `@nestjs/testing` that this package uses. */
interface OverridableBuilder {
  overrideProvider(token: unknown): {
    useFactory(options: { factory: FactoryProvider['useFactory']; inject?: FactoryProvider['inject'] }): unknown;
  };
}

/** Every option of a test. A record, so that the compiler reports a missing one. */
const TESTING_OPTIONS: Readonly<Record<keyof AsposeAuthTestingOptions, true>> = {
  token: true,
  unauthorized: true,
  respond: true,
  clock: true,
};

function assertOptionNames(options: object, known: readonly string[]): void {
  const problems: string[] = [];
  checkOptionNames(toOwnOptions(options, '', problems), '', problems, known);
  if (problems.length > 0) {
    throw new AsposeAuthError('ERR_ASPOSE_CONFIG', `AsposeAuthTestingModule: ${problems.join('; ')}`);
  }
}

/** The API of each application that uses fakes. */
const fakeApis = new WeakMap<AccountRegistry, FakeApi>();

/** Creates replacements for the providers of `AsposeAuthModule` that would use the network. */
function createFakeProviders(options: AsposeAuthTestingOptions, readsEnvironment: boolean): FactoryProvider[] {
  const { token = 'test-token', clock } = options;
  const api = new FakeApi(options);
  const settings: FactoryProvider = {
    provide: ASPOSE_AUTH_SETTINGS,
    inject: [MODULE_OPTIONS_TOKEN, ModulesContainer, ModuleRef],
    useFactory: async (
      moduleOptions: AsposeAuthModuleOptions | undefined,
      modules: ModulesContainer,
      moduleRef: ModuleRef,
    ) => {
      const read = readsEnvironment ? await readVariables(modules, moduleRef) : () => undefined;
      return createFakeSettings(moduleOptions ?? {}, read, api);
    },
  };
  // Ignores the store of the options, which would be a connection to another process.
  const registry: FactoryProvider = {
    provide: ASPOSE_AUTH_REGISTRY,
    inject: [ASPOSE_AUTH_SETTINGS, ASPOSE_AUTH_CLOCK, MODULE_OPTIONS_TOKEN],
    useFactory: (resolved: AuthSettings, time: Clock, moduleOptions: AsposeAuthModuleOptions | undefined) => {
      const createFakeAccount = (account: AccountSettings, fetching: Set<TokenManager>) =>
        createAccount(account, { clock: time, transport: createFakeTokenTransport(token, account.name), fetching });
      const { accountResolver } = moduleOptions ?? {};
      const accounts = new AccountRegistry(resolved, {
        clock: time,
        createAccount: createFakeAccount,
        accountResolver,
      });
      fakeApis.set(accounts, api);
      return accounts;
    },
  };
  const providers = [settings, registry];
  return clock ? [...providers, { provide: ASPOSE_AUTH_CLOCK, useFactory: () => clock }] : providers;
}
