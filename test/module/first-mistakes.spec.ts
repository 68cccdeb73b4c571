import { describe, expect, it } from '@jest/globals';
import { HttpModule } from '@nestjs/axios';
import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AsposeAuthError, AsposeAuthModule, AsposeAuthorizer } from 'nestjs-aspose-auth';
import { AsposeAuthTelemetryModule } from 'nestjs-aspose-auth/otel';
import { AsposeAuthTestingModule } from 'nestjs-aspose-auth/testing';
import { caught } from '../support/promises.js';

const CREDENTIALS = { clientId: 'id', clientSecret: 'secret' };
const ROOT = AsposeAuthModule.forRoot(CREDENTIALS);
const compile = (...imports: NonNullable<ModuleMetadata['imports']>) => Test.createTestingModule({ imports }).compile();

/** The message of the error, which must be ours. */
async function getMessage(run: () => unknown): Promise<string> {
  const error = await caught(Promise.resolve().then(run));
  expect([AsposeAuthError.is(error), error]).toEqual([true, expect.objectContaining({ code: 'ERR_ASPOSE_CONFIG' })]);
  return (error as Error).message;
}

describe('forRoot() imported twice', () => {
  const ONCE = /^AsposeAuthModule\.forRoot\(\) is imported more than once in this application\. Import it once/;
  const createFeature = (root: DynamicModule) => {
    class FeatureModule {}
    Module({ imports: [root, HttpModule] })(FeatureModule);
    return FeatureModule;
  };

  it.each([
    ['the same options', CREDENTIALS],
    ['other options', { ...CREDENTIALS, storage: 'other' }],
    ['isGlobal: false', { ...CREDENTIALS, isGlobal: false }],
  ])('with %s is an error of its own', async (_what, options) => {
    const feature = createFeature(AsposeAuthModule.forRoot(options));
    expect(await getMessage(() => compile(ROOT, feature))).toMatch(ONCE);
  });

  it('is one import if both are the same object', async () => {
    const app = await compile(ROOT, createFeature(ROOT));
    await app.init();
    await app.close();
  });

  it('is found in tests, too', async () => {
    const feature = createFeature(AsposeAuthModule.forRoot(CREDENTIALS));
    expect(await getMessage(() => compile(AsposeAuthTestingModule.forRoot(), feature))).toMatch(ONCE);
  });
});

describe('isGlobal', () => {
  it('in what a factory returns is an error, because it comes too late', async () => {
    const root = AsposeAuthModule.forRootAsync({ useFactory: () => ({ ...CREDENTIALS, isGlobal: false }) });
    expect(await getMessage(() => compile(root))).toMatch(/isGlobal has no effect in what a factory returns/);
  });

  it.each([
    ['forRoot', AsposeAuthModule.forRoot({ ...CREDENTIALS, isGlobal: false })],
    ['forRootAsync', AsposeAuthModule.forRootAsync({ useFactory: () => CREDENTIALS, isGlobal: false })],
    ['forRoot, undefined,', AsposeAuthModule.forRoot({ ...CREDENTIALS, isGlobal: undefined })],
  ])('of %s itself is taken', async (what, root) => {
    expect(root.global).toBe(what.includes('undefined'));
    await (await compile(root)).close();
  });
});

describe('options that are none', () => {
  it.each([undefined, null, 'text'])('a factory that returns %j', async (options) => {
    const root = AsposeAuthModule.forRootAsync({ useFactory: () => options as never });
    expect(await getMessage(() => compile(root))).toMatch(
      /^The factory of AsposeAuthModule\.forRootAsync\(\) returned no/,
    );
  });

  it.each([undefined, null, {}, { inject: [] }])('forRootAsync(%j)', async (options) => {
    expect(await getMessage(() => AsposeAuthModule.forRootAsync(options as never))).toBe(
      'AsposeAuthModule.forRootAsync() needs an object with useFactory, useClass or useExisting.',
    );
  });
});

describe('forFeature({ sdks })', () => {
  it.each([undefined, null, 'WordsApi', {}, { sdk: undefined, useFactory: () => ({}) }])('of [%j]', async (entry) => {
    expect(await getMessage(() => AsposeAuthModule.forFeature({ sdks: [entry as never] }))).toMatch(
      /^AsposeAuthModule\.forFeature\(\{ sdks \}\) has an entry that is neither a class/,
    );
  });

  it.each([null, 'WordsApi', class WordsApi {}])('as %p', async (sdks) => {
    expect(await getMessage(() => AsposeAuthModule.forFeature({ sdks: sdks as never }))).toBe(
      'AsposeAuthModule.forFeature().sdks must be a list of classes.',
    );
  });
});

it.each([undefined, null, 'axios', {}, { axiosRef: undefined }, { axiosRef: {} }, { interceptors: {} }])(
  'attach(%j) says what it needs',
  async (target) => {
    const app = await compile(ROOT);
    expect(await getMessage(() => app.get(AsposeAuthorizer).attach(target as never))).toBe(
      'attach() needs an axios instance or an HttpService.',
    );
  },
);

it('AsposeAuthTelemetryModule without forRoot() is an error of ours', async () => {
  expect(await getMessage(() => compile(ROOT, AsposeAuthTelemetryModule))).toBe(
    'AsposeAuthTelemetryModule is imported without forRoot(), so it records nothing. Write AsposeAuthTelemetryModule.forRoot().',
  );
});
