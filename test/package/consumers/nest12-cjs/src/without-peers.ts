import 'reflect-metadata';
import assert from 'node:assert/strict';
import { NestFactory } from '@nestjs/core';
import { AsposeAuthModule } from 'nestjs-aspose-auth';
import { program } from './program.js';

/** Subpaths that need a library. If it is not installed, the error names it. */
const LIBRARIES = {
  config: '@nestjs/config',
  health: '@nestjs/terminus',
  otel: '@opentelemetry/api',
  undici: 'undici',
};

program(async () => {
  for (const [subpath, library] of Object.entries(LIBRARIES)) {
    await assert.rejects(import(`nestjs-aspose-auth/${subpath}`), (error: NodeJS.ErrnoException) => {
      assert.match(String(error.code), /^(ERR_)?MODULE_NOT_FOUND$/);
      assert.ok(error.message.includes(`'${library}'`), error.message);
      return true;
    });
  }
  const app = { module: class App {}, imports: [AsposeAuthModule.forRoot({ transport: 'undici' })] };
  const starting = NestFactory.createApplicationContext(app, { logger: false, abortOnError: false });
  await assert.rejects(starting, /npm install undici/);
  for (const subpath of ['redis', 'testing']) {
    assert.notEqual(Object.keys((await import(`nestjs-aspose-auth/${subpath}`)) as object).length, 0);
  }
});
