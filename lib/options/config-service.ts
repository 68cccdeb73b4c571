import { Inject, Optional, type Type } from '@nestjs/common';
import type { ModuleRef, ModulesContainer } from '@nestjs/core';
import type { ReadVariable } from './environment.js';

/** What this package uses of `ConfigService` of `@nestjs/config`, which is an optional peer. */
interface ConfigReader {
  get(name: string): unknown;
}

/** The class that the application uses as `ConfigService`, found by name: importing it would make the peer required. */
function configServiceClass(modules: ModulesContainer): Type<ConfigReader> | undefined {
  for (const { providers } of modules.values()) {
    for (const token of providers.keys()) {
      if (typeof token === 'function' && token.name === 'ConfigService') return token as Type<ConfigReader>;
    }
  }
  return undefined;
}

/** Asks Nest for the service, so that Nest finishes building it first; `undefined` where it is not in reach, as when it is not global. */
async function configService(modules: ModulesContainer, moduleRef: ModuleRef): Promise<ConfigReader | undefined> {
  const token = configServiceClass(modules);
  if (token === undefined) return undefined;
  class Holder {
    constructor(readonly config: ConfigReader | undefined) {}
  }
  Inject(token)(Holder, undefined, 0);
  Optional()(Holder, undefined, 0);
  return (await moduleRef.create(Holder)).config;
}

/** Reads a variable from `ConfigService`, where the application has a global one, then from the environment. */
export async function readVariables(modules: ModulesContainer, moduleRef: ModuleRef): Promise<ReadVariable> {
  const config = await configService(modules, moduleRef);
  return (name) => config?.get(name) ?? process.env[name];
}
