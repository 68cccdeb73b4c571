import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AsposeAuthModule, getAsposeSdkToken } from '../../../dist/esm/index.js';

/** Creates an SDK object as the README of the SDK does, with the sandbox as its server. */
export function createAlone({ name, sdk }, { clientId, clientSecret, baseUrl }) {
  return { api: CONSTRUCT[name](sdk, clientId, clientSecret, baseUrl) };
}

/** Creates an SDK object as a Nest application injects it. */
export async function createInjected({ sdk }, credentials) {
  class App {}
  Module({ imports: [AsposeAuthModule.forRoot(credentials), AsposeAuthModule.forFeature({ sdks: [sdk] })] })(App);
  const app = await NestFactory.createApplicationContext(App, { logger: false });
  return { api: app.get(getAsposeSdkToken(sdk), { strict: false }), close: () => app.close() };
}

const CONSTRUCT = {
  WordsApi: (WordsApi, id, secret, url) => new WordsApi(id, secret, url),
  SlidesApi: (SlidesApi, id, secret, url) => new SlidesApi(id, secret, url, url),
  PdfApi: (PdfApi, id, secret, url) => {
    const api = new PdfApi(id, secret);
    api.configuration.baseUrl = `${url}/v3.0`;
    api.basePath = `${url}/v3.0`;
    return api;
  },
  CellsApi: (CellsApi, id, secret, url) => new CellsApi(id, secret, undefined, url),
  TasksApi: (TasksApi, id, secret, url) => new TasksApi(id, secret, url),
  // These two take the secret first.
  ImagingApi: (ImagingApi, id, secret, url) => new ImagingApi(secret, id, url),
  CadApi: (CadApi, id, secret, url) => new CadApi(secret, id, url),
  'GroupDocs conversion': createGroupDocs,
  'GroupDocs viewer': createGroupDocs,
  'HTML StorageApi': createHtml,
};

/** The constructor requests the token, with the first call. The methods call back. */
function createHtml(StorageApi, appSID, apiKey, url) {
  const configuration = {
    appSID,
    apiKey,
    basePath: `${url}/v4.0`,
    authPath: `${url}/connect/token`,
    defaultUserAgent: 'x',
  };
  let api;
  const call = (name, args) =>
    new Promise((resolve, reject) => {
      api ??= new StorageApi(configuration);
      api[name](...args, (error, data) => (error ? reject(error) : resolve(data)));
    });
  const toOperation = (name, count) => [
    name,
    (...args) =>
      call(
        name,
        Array.from({ length: count }, (_, index) => args[index]),
      ),
  ];
  return Object.fromEntries([
    toOperation('getFilesList', 2),
    toOperation('uploadFile', 3),
    toOperation('downloadFile', 2),
  ]);
}

function createGroupDocs(FileApi, id, secret, url) {
  const api = FileApi.fromKeys(id, secret);
  api.configuration.apiBaseUrl = url;
  return api;
}
