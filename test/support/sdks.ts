// biome-ignore-all lint/suspicious/noExplicitAny: ten SDKs, each with its own types
import { createReadStream, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import cad from '@asposecloud/aspose-cad-cloud';
import html from '@asposecloud/aspose-html-cloud';
import imaging from '@asposecloud/aspose-imaging-cloud';
import tasks from '@asposecloud/aspose-tasks-cloud';
import cells from 'asposecellscloud';
import slides from 'asposeslidescloud';
import words from 'asposewordscloud';
import conversion from 'groupdocs-conversion-cloud';
import viewer from 'groupdocs-viewer-cloud';
import type { AsposeSdkClass } from '../../lib/sdk/sdk-type.js';

export type Any = any;

// With `require`, because the package ships its TypeScript sources, which our compiler would check with our settings.
export const pdf = createRequire(import.meta.url)('asposepdfcloud');

/** An official SDK, and the same three operations with its methods. */
export interface SdkUnderTest {
  readonly name: string;
  readonly sdk: AsposeSdkClass;
  readonly list: (api: Any) => Promise<unknown>;
  readonly upload: (api: Any, path: string, content: Buffer) => Promise<unknown>;
  /** Of SDKs whose `upload` makes a stream of the content. */
  readonly uploadStream?: (api: Any, path: string, content: Readable) => Promise<unknown>;
  readonly download: (api: Any, path: string) => Promise<Buffer>;
}

/** Writes the content to a file, which `SlidesApi` and most applications read as a stream. */
export function fileWith(content: Buffer, name = 'file.bin'): string {
  const file = join(mkdtempSync(join(tmpdir(), 'aspose-auth-')), name);
  writeFileSync(file, content);
  return file;
}

const bytesOf = (answer: Any): Buffer => Buffer.from(answer?.body ?? answer?.data ?? answer);

/** Most SDKs take one request object per method. */
const byRequest = (name: string, sdk: Any, model: Any, file: Any = 'file', make?: Any): SdkUnderTest => {
  const requested = make ?? ((Request: Any, values: object) => new Request(values));
  return {
    name,
    sdk,
    list: (api) => api.getFilesList(requested(model.GetFilesListRequest, { path: '/' })),
    upload: (api, path, content) => api.uploadFile(requested(model.UploadFileRequest, { path, [file]: content })),
    download: async (api, path) => bytesOf(await api.downloadFile(requested(model.DownloadFileRequest, { path }))),
  };
};

const positional = (name: string, sdk: Any, wrap: (content: Buffer) => unknown): SdkUnderTest => ({
  name,
  sdk,
  list: (api) => api.getFilesList('/'),
  upload: (api, path, content) => api.uploadFile(path, wrap(content)),
  uploadStream: (api, path, content) => api.uploadFile(path, content),
  download: async (api, path) => bytesOf(await api.downloadFile(path)),
});

/** GroupDocs: one class for files, another for folders; constructors of requests take values in order. */
const groupDocs = (name: string, model: Any): SdkUnderTest => ({
  name,
  sdk: model.FileApi,
  list: (api) => api.downloadFile(new model.DownloadFileRequest('listed')),
  upload: (api, path, content) => api.uploadFile(new model.UploadFileRequest(path, content)),
  download: async (api, path) => bytesOf(await api.downloadFile(new model.DownloadFileRequest(path))),
});

/** The SDK of Aspose.HTML: `path` is a folder, and the name that of the file in the form. */
const htmlStorage: SdkUnderTest = {
  name: 'HTML StorageApi',
  sdk: html.StorageApi,
  list: (api) => api.getFilesList('/'),
  upload: (api, path, content) => api.uploadFile(dirname(path), createReadStream(fileWith(content, basename(path)))),
  uploadStream: (api, path, content) => api.uploadFile(dirname(path), Object.assign(content, { path })),
  download: async (api, path) => bytesOf(await api.downloadFile(path)),
};

export const SDKS: readonly SdkUnderTest[] = [
  byRequest('WordsApi', words.WordsApi, words, 'fileContent'),
  positional('SlidesApi', slides.SlidesApi, (content) => createReadStream(fileWith(content))),
  positional('PdfApi', pdf.PdfApi, (content) => content),
  byRequest(
    'CellsApi',
    cells.CellsApi,
    cells,
    'uploadFiles',
    (Request: Any, values: Any) =>
      new Request(values.uploadFiles ? { ...values, uploadFiles: { File: values.uploadFiles } } : values),
  ),
  byRequest('TasksApi', tasks.TasksApi, tasks),
  byRequest('ImagingApi', imaging.ImagingApi, imaging),
  byRequest('CadApi', cad.CadApi, cad),
  groupDocs('GroupDocs conversion', conversion),
  groupDocs('GroupDocs viewer', viewer),
  htmlStorage,
];
