import { Logger, type Provider } from '@nestjs/common';
import { DiscoveryService, LazyModuleLoader, ModuleRef, ModulesContainer } from '@nestjs/core';
import type { AxiosAdapter } from 'axios';
import { createAccount } from './accounts/account.js';
import { AccountRegistry } from './accounts/account-registry.js';
import { AsposeAccounts } from './accounts/aspose-accounts.service.js';
import {
  ASPOSE_AUTH_CLIENT_FACTORY,
  ASPOSE_AUTH_CLOCK,
  ASPOSE_AUTH_REGISTRY,
  ASPOSE_AUTH_SETTINGS,
} from './aspose-auth.decorators.js';
import { MODULE_OPTIONS_TOKEN } from './aspose-auth.module-definition.js';
import { AsposeAuthError } from './errors.js';
import { AsposeAuthorizer } from './http/aspose-authorizer.service.js';
import { AsposeClient, type AsposeClientFactory, createAsposeClientFactory } from './http/aspose-client.js';
import { RequestShape } from './http/attachments.js';
import { HttpServiceDiscovery } from './http/http-service.discovery.js';
import { readVariables } from './options/config-service.js';
import type { AsposeAuthModuleOptions } from './options/options.js';
import { resolveSettings } from './options/resolve-options.js';
import type { AuthSettings } from './options/settings.js';
import { isPlainObject } from './options/validation.js';
import { AsposeTokenService } from './token/aspose-token.service.js';
import { type Clock, systemClock } from './util/clock.js';

/** Reads options and environment. Not done in `forRoot()`, whose body runs before a `.env` file is loaded. */
const settingsProvider: Provider = {
  provide: ASPOSE_AUTH_SETTINGS,
  inject: [MODULE_OPTIONS_TOKEN, ModulesContainer, ModuleRef],
  useFactory: async (options: AsposeAuthModuleOptions | undefined, modules: ModulesContainer, moduleRef: ModuleRef) => {
    assertOneRoot(modules);
    if (!isPlainObject(options)) throw new AsposeAuthError('ERR_ASPOSE_CONFIG', NO_OPTIONS);
    const settings = resolveSettings(options, await readVariables(modules, moduleRef));
    const logger = new Logger('AsposeAuth');
    if (settings.hint) logger.warn(settings.hint);
    for (const { hint, warnings } of settings.accounts.values()) {
      for (const text of hint ? [...warnings, hint] : warnings) logger.warn(text);
    }
    return settings;
  },
};

const NO_OPTIONS =
  'The factory of AsposeAuthModule.forRootAsync() returned no object. Return the options: () => ({ … }), with parentheses around the braces. To read all from the environment, use AsposeAuthModule.forRoot().';

/** @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if the application has accounts and tokens twice. */
function assertOneRoot(modules: ModulesContainer): void {
  const roots = [...modules.values()].filter(({ providers }) => providers.has(ASPOSE_AUTH_SETTINGS));
  if (roots.length < 2) return;
  const text =
    'AsposeAuthModule.forRoot() is imported more than once in this application. Import it once, in the root module. Other modules inject what it provides; for another account they import AsposeAuthModule.forFeature({ account }).';
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text);
}

const registryProvider: Provider = {
  provide: ASPOSE_AUTH_REGISTRY,
  inject: [ASPOSE_AUTH_SETTINGS, ASPOSE_AUTH_CLOCK, MODULE_OPTIONS_TOKEN],
  useFactory: async (settings: AuthSettings, clock: Clock, options: AsposeAuthModuleOptions | undefined) => {
    const { accountResolver, store } = options ?? {};
    const registry = new AccountRegistry(settings, {
      clock,
      createAccount: (account, fetching) => createAccount(account, { clock, store, fetching }),
      accountResolver,
    });
    if (settings.verifyOnBoot) await registry.get().tokens.getToken();
    return registry;
  },
};

const clientFactoryProvider: Provider = {
  provide: ASPOSE_AUTH_CLIENT_FACTORY,
  inject: [ASPOSE_AUTH_REGISTRY, ASPOSE_AUTH_SETTINGS],
  useFactory: async (registry: AccountRegistry, { transport }: AuthSettings) =>
    createAsposeClientFactory(registry, transport && (await loadUndiciAdapter())),
};

/** All providers of `forRoot`. */
export const rootProviders: Provider[] = [
  { provide: ASPOSE_AUTH_CLOCK, useFactory: () => systemClock() },
  settingsProvider,
  registryProvider,
  clientFactoryProvider,
  {
    provide: AsposeAccounts,
    inject: [ASPOSE_AUTH_REGISTRY, ASPOSE_AUTH_CLIENT_FACTORY],
    useFactory: (registry: AccountRegistry, createClient: AsposeClientFactory) =>
      new AsposeAccounts(registry, createClient),
  },
  {
    provide: AsposeTokenService,
    inject: [ASPOSE_AUTH_REGISTRY],
    useFactory: (registry: AccountRegistry) => registry.get().tokens,
  },
  {
    provide: AsposeClient,
    inject: [AsposeAccounts],
    useFactory: async (accounts: AsposeAccounts) => (await accounts.get()).client,
  },
  {
    provide: RequestShape,
    inject: [ASPOSE_AUTH_SETTINGS, MODULE_OPTIONS_TOKEN],
    useFactory: ({ accounts }: AuthSettings, options: AsposeAuthModuleOptions | undefined) =>
      new RequestShape(accounts.values(), options),
  },
  {
    provide: AsposeAuthorizer,
    inject: [ASPOSE_AUTH_REGISTRY, RequestShape],
    useFactory: (registry: AccountRegistry, shape: RequestShape) => new AsposeAuthorizer(registry, shape),
  },
  {
    provide: HttpServiceDiscovery,
    inject: [
      ...[DiscoveryService, ModulesContainer, LazyModuleLoader],
      ...[ASPOSE_AUTH_REGISTRY, RequestShape, ASPOSE_AUTH_SETTINGS],
    ],
    useFactory: (
      discovery: DiscoveryService,
      modules: ModulesContainer,
      lazyModules: LazyModuleLoader,
      registry: AccountRegistry,
      shape: RequestShape,
      { attach }: AuthSettings,
    ) => new HttpServiceDiscovery({ discovery, modules, lazyModules, registry, shape }, attach),
  },
];

/** What other modules can inject. The registry and the client factory are for `forFeature` and the subpaths. */
export const rootExports = [
  AsposeAccounts,
  AsposeTokenService,
  AsposeClient,
  AsposeAuthorizer,
  ASPOSE_AUTH_REGISTRY,
  ASPOSE_AUTH_CLIENT_FACTORY,
];

let undiciAdapter: AxiosAdapter | undefined;

/**
 * Loads the adapter of `transport: 'undici'`. Only done if that is chosen, because its package is an optional peer.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if the package is not installed.
 */
async function loadUndiciAdapter(): Promise<AxiosAdapter> {
  try {
    // Imported here and not in the adapter: bundlers would make the package required by all applications.
    const { Agent, Pool, ProxyAgent } = await import('undici');
    const { createUndiciAdapter } = await import('./undici/undici-adapter.js');
    undiciAdapter ??= createUndiciAdapter({ Agent, Pool, ProxyAgent });
    return undiciAdapter;
  } catch (cause) {
    if (!/MODULE_NOT_FOUND/.test(String((cause as NodeJS.ErrnoException).code))) throw cause;
    const text = `transport 'undici' needs the package undici, which is not installed. Run npm install undici@7 (Node 20) or undici@8 (Node 22.19 and newer), or remove the option transport.`;
    throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { cause });
  }
}
