import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { APP_OPTIONS, configureApp } from './app.setup.js';
import { DeskSettings } from './settings/desk-settings.js';
import { whyItCannotStart } from './start-problem.js';

async function start(): Promise<void> {
  // Logs wait until the port is open: a start that fails prints its one reason and nothing else.
  // Nest declares its options as a class, and everybody passes a literal.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
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
  new Logger('DocumentDesk').log(`Ready at ${url} - open it in a browser; its API is at ${url}/api`);
}

start().catch((error: unknown) => {
  console.error(`The document desk cannot start: ${whyItCannotStart(error)}`);
  process.exit(1); // the sandbox may be listening already and would keep the process alive
});
