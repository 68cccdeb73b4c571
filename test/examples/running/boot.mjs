// node boot.mjs FOLDER: runs every snippet-N.ts of the folder and starts the modules that it exports. Prints one line of JSON for each.
import 'reflect-metadata';
import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NestFactory } from '@nestjs/core';

register('../../support/typescript-hooks.mjs', import.meta.url);
register('./hooks.mjs', import.meta.url);
const { AsposeAuthModule, AsposeClient } = await import('nestjs-aspose-auth');

const isModule = (value) =>
  typeof value === 'function' ? Reflect.hasMetadata('imports', value) : typeof value?.module === 'function';
const hasRoot = (module) =>
  module.module === AsposeAuthModule ||
  (Reflect.getMetadata('imports', module) ?? []).some((one) => one.module === AsposeAuthModule);

/** Starts a module. If it does not import `forRoot()`, it is started beside one, as in an application. */
async function boot(module) {
  const imports = hasRoot(module) ? [module] : [AsposeAuthModule.forRoot(), module];
  class Application {}
  const options = { logger: false, abortOnError: false };
  const app = await NestFactory.createApplicationContext({ module: Application, imports }, options);
  const isReady = typeof app.get(AsposeClient, { strict: false }).get === 'function';
  await app.close();
  return isReady;
}

for (const file of readdirSync(process.argv[2])) {
  if (!file.endsWith('.ts')) continue;
  const result = { file, booted: 0 };
  try {
    const exported = await import(pathToFileURL(join(process.argv[2], file)).href);
    for (const module of Object.values(exported).filter(isModule)) if (await boot(module)) result.booted += 1;
  } catch (error) {
    result.problem = String(error?.stack ?? error);
  }
  console.log(JSON.stringify(result));
}
process.exit(); // Redis clients in the snippets keep trying to connect
