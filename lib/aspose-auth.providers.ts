import { Logger, type Provider } from '@nestjs/common';
import { DiscoveryService, ModuleRef, ModulesContainer } from '@nestjs/core';
import type { AxiosAdapter } from 'axios';
import { AsposeAccounts } from './accounts/aspose-accounts.service.js';
import { ASPOSE_AUTH_CLOCK, ASPOSE_AUTH_SETTINGS } from './aspose-auth.decorators.js';
import { MODULE_OPTIONS_TOKEN } from './aspose-auth.module-definition.js';
import { AsposeAuthError } from './errors.js';
import { AsposeAuthorizer } from './http/aspose-authorizer.service.js';
import { AsposeClient, createAsposeClient } from './http/aspose-client.js';
import { HttpServiceDiscovery } from './http/http-service.discovery.js';
import { readVariables } from './options/config-service.js';
import type { AsposeAuthModuleOptions } from './options/options.js';
import { resolveSettings } from './options/resolve-options.js';
import type { AuthSettings } from './options/settings.js';
import { AsposeTokenService } from './token/aspose-token.service.js';
import { type Clock, systemClock } from './util/clock.js';

/** Options and environment are read here and not in `forRoot()`, whose body runs before a `.env` file is loaded. */
const settings: Provider = {
  provide: ASPOSE_AUTH_SETTINGS,
  inject: [MODULE_OPTIONS_TOKEN, ModulesContainer, ModuleRef],
  useFactory: async (options: AsposeAuthModuleOptions | undefined, modules: ModulesContainer, moduleRef: ModuleRef) => {
    const resolved = resolveSettings(options ?? {}, await readVariables(modules, moduleRef));
    for (const { hint } of resolved.accounts.values()) if (hint) new Logger('AsposeAuth').warn(hint);
    return resolved;
  },
};

const accounts: Provider = {
  provide: AsposeAccounts,
  inject: [ASPOSE_AUTH_SETTINGS, ASPOSE_AUTH_CLOCK, MODULE_OPTIONS_TOKEN],
  useFactory: async (resolved: AuthSettings, clock: Clock, options: AsposeAuthModuleOptions | undefined) => {
    const adapter = resolved.transport && (await undiciTransport());
    const { accountResolver, store } = options ?? {};
    const opened = new AsposeAccounts(resolved, clock, createAsposeClient, { accountResolver, store, adapter });
    if (resolved.verifyOnBoot) await opened.find().tokens.getToken();
    return opened;
  },
};

/** Everything that `forRoot` provides for the default account. */
export const rootProviders: Provider[] = [
  { provide: ASPOSE_AUTH_CLOCK, useFactory: () => systemClock() },
  settings,
  accounts,
  {
    provide: AsposeTokenService,
    inject: [AsposeAccounts],
    useFactory: (opened: AsposeAccounts) => opened.find().tokens,
  },
  {
    provide: AsposeClient,
    inject: [AsposeAccounts],
    useFactory: (opened: AsposeAccounts) => opened.clientOf(opened.find()),
  },
  {
    provide: AsposeAuthorizer,
    inject: [AsposeAccounts],
    useFactory: (opened: AsposeAccounts) => new AsposeAuthorizer(opened),
  },
  {
    provide: HttpServiceDiscovery,
    inject: [DiscoveryService, AsposeAccounts, ASPOSE_AUTH_SETTINGS],
    useFactory: (discovery: DiscoveryService, opened: AsposeAccounts, { attach }: AuthSettings) =>
      new HttpServiceDiscovery(discovery, opened, attach),
  },
];

/** What other modules may inject. */
export const rootExports = [AsposeAccounts, AsposeTokenService, AsposeClient, AsposeAuthorizer];

let shared: AxiosAdapter | undefined;

/**
 * The adapter of `transport: 'undici'`, loaded only where it is chosen: its package is an optional peer.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` where the package is not installed.
 */
export async function undiciTransport(): Promise<AxiosAdapter> {
  try {
    // Here and not in the adapter: of a static import a bundler makes one of the whole application, needed or not.
    const { Agent, Pool, ProxyAgent } = await import('undici');
    const { createUndiciAdapter } = await import('./undici/undici-adapter.js');
    shared ??= createUndiciAdapter({ Agent, Pool, ProxyAgent });
    return shared;
  } catch (cause) {
    if (!/MODULE_NOT_FOUND/.test(String((cause as NodeJS.ErrnoException).code))) throw cause;
    const text = `transport 'undici' needs the package undici, which is not installed: npm install undici@7 (Node 20) or undici@8 (Node 22.19 and newer). Or leave transport out.`;
    throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { cause });
  }
}
