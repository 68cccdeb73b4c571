import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AsposeAuthModule, getAsposeSdkToken } from '../../../dist/esm/index.js';

/** The SDK as a Nest application injects it. */
export async function bridged({ sdk }, { clientId, clientSecret, baseUrl }) {
  class App {}
  const root = AsposeAuthModule.forRoot({ clientId, clientSecret, baseUrl });
  Module({ imports: [root, AsposeAuthModule.forFeature({ sdks: [sdk] })] })(App);
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  return { api: app.get(getAsposeSdkToken(sdk), { strict: false }), close: () => app.close() };
}
