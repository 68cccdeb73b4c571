import { describe, expect, it } from '@jest/globals';
import { Injectable, Module, type ModuleMetadata } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { WordsApi } from 'asposewordscloud';
import {
  AsposeAuthModule,
  AsposeClient,
  AsposeTokenService,
  InjectAsposeClient,
  InjectAsposeTokenService,
} from 'nestjs-aspose-auth';
import { AsposeAuthHealthIndicator } from 'nestjs-aspose-auth/health';
import { AsposeAuthTelemetryModule } from 'nestjs-aspose-auth/otel';
import { caught } from '../support/token-harness.js';
import { page } from './pages.js';

const [, SECTION = ''] = page('errors').split('## Nest cannot resolve dependencies');
const ROOT = AsposeAuthModule.forRoot({ clientId: 'id', clientSecret: 'secret' });

/** Creates a class `Reports` that injects what `inject` decorates or names. */
function reports(inject: (target: object) => void, type: unknown = Object) {
  class Reports {}
  Injectable()(Reports);
  Reflect.defineMetadata('design:paramtypes', [type], Reports);
  inject(Reports);
  return Reports;
}
const byClass = (type: unknown) => reports(() => undefined, type);
const byName = (decorate: ParameterDecorator) => reports((target) => decorate(target, undefined, 0));

/** Starts a module and returns Nest's message. */
async function getMessage(metadata: ModuleMetadata): Promise<string> {
  class AppModule {}
  Module(metadata)(AppModule);
  return ((await caught(Test.createTestingModule({ imports: [AppModule] }).compile())) as Error).message;
}

describe('docs/errors.md has a heading with the message for', () => {
  it.each<[string, ModuleMetadata]>([
    ['a module without forRoot', { imports: [AsposeAuthModule] }],
    ['the health indicator without forRoot', { imports: [TerminusModule], providers: [AsposeAuthHealthIndicator] }],
    ['the health indicator without terminus', { imports: [ROOT], providers: [AsposeAuthHealthIndicator] }],
  ])('%s', async (_name, metadata) => {
    const [sentence = ''] = (await getMessage(metadata)).split('. ');
    expect(SECTION.split('\n')).toContain(`### ${sentence}`);
  });

  it.each([undefined, 'reports'])('forFeature of account %s without forRoot', async (account) => {
    const message = await getMessage({ imports: [AsposeAuthModule.forFeature({ account })] });
    expect(page('errors')).toContain(`\n${message}\n`);
  });

  it.each<[string, ModuleMetadata]>([
    [
      'two imports of forRoot',
      { imports: [ROOT, AsposeAuthModule.forRoot({ clientId: 'id', clientSecret: 'secret' })] },
    ],
    [
      'a factory without options',
      { imports: [AsposeAuthModule.forRootAsync({ useFactory: () => undefined as never })] },
    ],
    ['telemetry without forRoot', { imports: [ROOT, AsposeAuthTelemetryModule] }],
  ])('%s', async (_name, metadata) => {
    expect(SECTION).toContain(`\n\`\`\`\n${await getMessage(metadata)}\n\`\`\`\n`);
  });

  it.each<[string, ModuleMetadata]>([
    ['AsposeClient without forRoot', { providers: [byClass(AsposeClient)] }],
    ['a client without forFeature', { imports: [ROOT], providers: [byName(InjectAsposeClient('reports'))] }],
    [
      'a token service without forFeature',
      { imports: [ROOT], providers: [byName(InjectAsposeTokenService('reports'))] },
    ],
    ['an SDK without forFeature', { imports: [ROOT], providers: [byClass(WordsApi)] }],
  ])('%s', async (_name, metadata) => {
    const message = await getMessage(metadata);
    const [sentence = ''] = message.split('. ');
    expect(SECTION.split('\n')).toContain(`### ${sentence}`);
    expect(SECTION).toContain(`*${/argument \S+/.exec(message)?.[0]}*`);
  });
});

it('a token service of the default account needs forRoot only', async () => {
  const module = await Test.createTestingModule({
    imports: [ROOT],
    providers: [byClass(AsposeTokenService)],
  }).compile();
  expect(module.get(AsposeTokenService).current()).toBeUndefined();
});
