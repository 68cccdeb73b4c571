import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { AsposeSandbox } from '../../sandbox/src/index.js';

// Only a separate process shows whether it survives: Jest has its own module cache and handles rejections itself.

/** A Nest application with one SDK, as a user would write it. Only the imports differ between module systems. */
const program = (imports: string) => `${imports}
const CALLS = {
  PdfApi: { list: (api) => api.getFilesList('/'), download: (api) => api.downloadFile('missing') },
  SlidesApi: { list: (api) => api.getFilesList('/'), download: (api) => api.downloadFile('missing') },
  CellsApi: {
    list: (api) => api.getFilesList(new sdks.GetFilesListRequest({ path: '/' })),
    download: (api) => api.downloadFile(new sdks.DownloadFileRequest({ path: 'missing' })),
  },
  StorageApi: { list: (api) => api.getFilesList('/'), download: (api) => api.downloadFile('missing') },
  LetterApi: { list: (api) => api.call('folder/'), download: (api) => api.call('file/missing') },
};
async function main() {
  const { name, scenario, ...options } = JSON.parse(process.env.CASE);
  const { list, download } = CALLS[name];
  class App {}
  Module({ imports: [AsposeAuthModule.forRoot(options), AsposeAuthModule.forFeature({ sdks: [sdks.factory ?? sdks[name]] })] })(App);
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  const api = app.get(sdks[name], { strict: false });
  if (!options.anonymous) await list(api);
  let result;
  if (scenario === 'revoked') {
    process.send('revoke');
    await new Promise((resolve) => process.once('message', resolve));
    const calls = await Promise.allSettled(Array.from({ length: 100 }, () => list(api)));
    result = { ok: calls.filter(({ status }) => status === 'fulfilled').length };
  } else {
    result = await download(api).then(() => 'found', (error) => ({ caught: error.status ?? error.code }));
  }
  await app.close();
  // Leaves time for an unhandled rejection to end the process before it exits normally.
  process.send(result, () => setTimeout(() => process.disconnect(), 50));
}
void main();
`;

const FORMATS = {
  esm: {
    type: 'module',
    module: ts.ModuleKind.ESNext,
    imports: (sdk: string) => `import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import sdks from '${sdk}';
import { AsposeAuthModule } from './lib/index.js';`,
  },
  cjs: {
    type: 'commonjs',
    module: ts.ModuleKind.CommonJS,
    imports: (sdk: string) => `const { Module } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const sdks = require('${sdk}');
const { AsposeAuthModule } = require('./lib/index.js');`,
  },
} as const;

/**
 * An SDK that the package does not know, which abandons promises as PdfApi does, and as TasksApi does in its repository.
 */
const LETTER_SDK = `
const superagent = require('superagent');
class LetterApi {
  constructor(baseUrl) {
    this.configuration = { baseUrl, authentication: { applyToRequest: async () => undefined } };
  }
  async call(path) {
    const options = { uri: this.configuration.baseUrl + '/v4.0/words/storage/' + path, headers: {} };
    await this.configuration.authentication.applyToRequest(options, this.configuration);
    const request = superagent('GET', options.uri);
    if (options.headers.Authorization) request.set('Authorization', options.headers.Authorization);
    return new Promise((resolve, reject) => {
      request.catch(reject);
      request.then(resolve);
    });
  }
}
exports.LetterApi = LetterApi;
exports.factory = { sdk: LetterApi, useFactory: ({ baseUrl }) => new LetterApi(baseUrl) };
`;

/** Compiles the library like the build, without type checks, into a folder in which the SDKs can be resolved. */
function compile(format: keyof typeof FORMATS, folder: string): void {
  const { type, module } = FORMATS[format];
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }));
  const target = ts.ScriptTarget.ES2022;
  const compilerOptions = { module, target, esModuleInterop: true, experimentalDecorators: true };
  const sources = readdirSync('lib', { recursive: true, encoding: 'utf8' });
  for (const name of sources.filter((path) => /\.ts$/.test(path) && !/^(testing|cli)/.test(path))) {
    const { outputText } = ts.transpileModule(readFileSync(join('lib', name), 'utf8'), { compilerOptions });
    const file = join(folder, 'lib', name.replace(/ts$/, 'js'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, outputText);
  }
}

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'aspose-auth-'));
  symlinkSync(resolve('node_modules'), join(root, 'node_modules'), 'junction');
  for (const format of ['esm', 'cjs'] as const) {
    compile(format, join(root, format));
    writeFileSync(join(root, format, 'letters.cjs'), LETTER_SDK);
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let sandbox: AsposeSandbox;
beforeEach(async () => {
  sandbox = await AsposeSandbox.start();
});
afterEach(() => sandbox.stop());

const SDKS = [
  ['PdfApi', 'asposepdfcloud'],
  ['CellsApi', 'asposecellscloud'],
  ['SlidesApi', 'asposeslidescloud'],
  ['StorageApi', '@asposecloud/aspose-html-cloud'],
  ['LetterApi', './letters.cjs'],
] as const;

describe.each([['esm'], ['cjs']] as const)('in a separate process, %s', (format) => {
  /** Runs the program until it exits. */
  async function run(name: string, sdk: string, scenario: string, options: object = {}) {
    const file = join(root, format, `${name}.js`);
    writeFileSync(file, program(FORMATS[format].imports(sdk)));
    const { clientId, clientSecret, url: baseUrl } = sandbox;
    const env = {
      ...process.env,
      CASE: JSON.stringify({ name, scenario, clientId, clientSecret, baseUrl, ...options }),
    };
    const child = fork(file, { env, execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let stderr = '';
    let result: unknown;
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('message', (message) => {
      if (message !== 'revoke') {
        result = message;
        return;
      }
      sandbox.revokeAll();
      child.send('revoked');
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    clearTimeout(timer);
    // The superagent of PdfApi uses a deprecated property of Node.
    const noise = stderr.replace(/^\(.*(DEP\d+\]|trace-deprecation).*\n?/gm, '').slice(0, 300);
    return { code, signal, noise, result };
  }

  const cleanExit = { code: 0, signal: null, noise: '' };

  it.each(SDKS)(
    'S-2 S-3 %s survives a revocation under 100 concurrent calls, all of which succeed',
    async (name, sdk) => {
      expect(await run(name, sdk, 'revoked')).toEqual({ ...cleanExit, result: { ok: 100 } });
      expect(sandbox.tokenRequests).toBe(2);
    },
  );

  it.each(SDKS)('S-3 %s does not end the process on a 404, and its caller can catch the error', async (name, sdk) => {
    expect(await run(name, sdk, 'missing')).toEqual({ ...cleanExit, result: { caught: 404 } });
  });

  it.each(SDKS.filter(([name]) => /Pdf|Letter/.test(name)))(
    'S-3 %s without a token does not end the process on a 401',
    async (name, sdk) => {
      const result = { caught: 401 };
      expect(await run(name, sdk, 'missing', { anonymous: true })).toEqual({ ...cleanExit, result });
    },
  );
});
