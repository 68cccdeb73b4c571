import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { callHttpService } from './bare-http-service.mjs';
import { instantAdapter } from './instant-axios.mjs';

export const title = 'nestjs-aspose-auth';
export const floor = 'bare-http-service';
export const LIBRARY = 'dist/esm';

/** Uses the `AsposeClient` of a Nest application. `library` is a folder with a built library. */
export async function startOurs(
  serverUrl,
  { clientId, clientSecret },
  { offline, replayBufferBytes, library = LIBRARY },
  more = {},
) {
  const { AsposeAuthModule, AsposeClient } = await import(pathToFileURL(resolve(library, 'index.js')).href);
  class App {}
  const options = {
    clientId,
    clientSecret,
    baseUrl: serverUrl,
    ...(replayBufferBytes && { replayBufferBytes }),
    ...more,
  };
  Module({ imports: [AsposeAuthModule.forRoot(options)] })(App);
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  const client = app.get(AsposeClient);
  if (offline) client.axiosRef.defaults.adapter = instantAdapter;
  return { call: callHttpService(client), stop: () => app.close() };
}

export const start = (serverUrl, credentials, options) => startOurs(serverUrl, credentials, options);
