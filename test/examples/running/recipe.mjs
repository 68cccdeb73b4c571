// node recipe.mjs FILE: calls the handler of a recipe, or starts its application, gets a token and closes it.
import 'reflect-metadata';
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { NestFactory } from '@nestjs/core';

register('../../support/typescript-hooks.mjs', import.meta.url);
register('./hooks.mjs', import.meta.url);
const { AsposeClient, AsposeTokenService } = await import('nestjs-aspose-auth');
const { AppModule, handler } = await import(pathToFileURL(process.argv[2]).href);

if (handler) {
  console.log(JSON.stringify([await handler(), await handler()]));
  process.exit(); // as the platform ends an instance: no warning
}
const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
await app.get(AsposeTokenService).getToken();
await app.get(AsposeClient).axiosRef.get('/v4.0/words/info', { validateStatus: () => true });
await app.close();
console.log('closed'); // the process ends if nothing is open any more
