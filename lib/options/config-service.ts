import { Inject, Optional, type Type } from '@nestjs/common';
import type { ModuleRef, ModulesContainer } from '@nestjs/core';
import type { ReadVariable } from './environment.js';

/** Creates a function that reads a variable from a global `ConfigService`, if there is one, and then from the environment. */
export async function readVariables(modules: ModulesContainer, moduleRef: ModuleRef): Promise<ReadVariable> {
  const config = await injectConfigService(modules, moduleRef);
  const read = (name: string) => config?.get(name) ?? process.env[name];
  return Object.assign(read, { names: Object.keys(process.env) });
}

/** The part of `ConfigService` (`@nestjs/config`, an optional peer) that this package uses. */
interface ConfigReader {
  get(name: string): unknown;
}

/** Finds the application's `ConfigService` class by name. Importing it would make the peer required. */
function findConfigServiceClass(modules: ModulesContainer): Type<ConfigReader> | undefined {
  for (const { providers } of modules.values()) {
    for (const token of providers.keys()) {
      if (typeof token === 'function' && token.name === 'ConfigService') return token as Type<ConfigReader>;
    }
  }
  return undefined;
}

/** Injects the service, so that Nest finishes creating it first; `undefined` if it is not available, for example not global. */
async function injectConfigService(modules: ModulesContainer, moduleRef: ModuleRef): Promise<ConfigReader | undefined> {
  const token = findConfigServiceClass(modules);
  if (token === undefined) return undefined;
  class Holder {
    constructor(readonly config: ConfigReader | undefined) {}
  }
  Inject(token)(Holder, undefined, 0);
  Optional()(Holder, undefined, 0);
  return (await moduleRef.create(Holder)).config;
}
