import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { APP_OPTIONS, configureApp } from './app.setup.js';
import { DeskSettings } from './settings.js';
import { describeStartFailure } from './start-failure.js';

async function start(): Promise<void> {
  // Logs are buffered until the port is open, so that a failed start prints its reason and nothing else.
  const app = await NestFactory.create<NestExpressApplication>(AppModule, {
    ...APP_OPTIONS,
    abortOnError: false,
    bufferLogs: true,
    autoFlushLogs: false,
  });
  configureApp(app);
  app.enableShutdownHooks([], { useProcessExit: true });
  const { port, host } = app.get(DeskSettings);
  await app.listen(port, host);
  app.flushLogs();
  const url = await app.getUrl();
  new Logger('DocumentDesk').log(`Ready at ${url} - open it in a browser. The API is documented at ${url}/api`);
}

start().catch((error: unknown) => {
  console.error(`The document desk cannot start: ${describeStartFailure(error)}`);
  process.exit(1); // The sandbox may already be listening, which would keep the process alive.
});
