import { Inject, type InjectionToken, type Provider } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import type { AccountRegistry } from './accounts/account-registry.js';
import { ASPOSE_AUTH_CLIENT_FACTORY, ASPOSE_AUTH_REGISTRY } from './aspose-auth.decorators.js';
import { AsposeAuthError } from './errors.js';
import type { AsposeClientFactory } from './http/aspose-client.js';

/** What the providers of `forFeature` need of `forRoot`. */
export interface RootServices {
  registry: AccountRegistry;
  createClient: AsposeClientFactory;
}

const ROOT_SERVICES = Symbol('ASPOSE_AUTH_ROOT_SERVICES');

let features = 0;

/**
 * @internal Inject what `forRoot` provides, wherever it is imported: with `isGlobal: false`, its exports reach its importer only.
 * The number keeps two calls of `forFeature` apart if Nest compares modules by content (`deep-hash`), which does not see closures.
 */
export function createRootServicesProviders(): Provider[] {
  features += 1;
  return [
    { provide: 'ASPOSE_AUTH_FEATURE', useValue: features },
    { provide: ROOT_SERVICES, inject: [ModulesContainer], useFactory: findRootServices },
  ];
}

/** Creates a provider of `forFeature`. */
export const createFeatureProvider = (
  provide: InjectionToken,
  create: (services: RootServices) => unknown,
): Provider => ({ provide, inject: [ROOT_SERVICES], useFactory: create });

async function findRootServices(modules: ModulesContainer): Promise<RootServices> {
  const root = [...modules.values()].find(({ providers }) => providers.has(ASPOSE_AUTH_REGISTRY));
  const moduleRef = root?.getProviderByKey<ModuleRef>(ModuleRef).instance;
  if (moduleRef === undefined) {
    throw new AsposeAuthError(
      'ERR_ASPOSE_CONFIG',
      'AsposeAuthModule.forFeature() is imported, but AsposeAuthModule.forRoot() is not. Import AsposeAuthModule.forRoot() once, in the root module of the application.',
    );
  }
  class Services implements RootServices {
    constructor(
      readonly registry: AccountRegistry,
      readonly createClient: AsposeClientFactory,
    ) {}
  }
  Inject(ASPOSE_AUTH_REGISTRY)(Services, undefined, 0);
  Inject(ASPOSE_AUTH_CLIENT_FACTORY)(Services, undefined, 1);
  return moduleRef.create(Services); // waits until Nest has created both
}
