import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { AxiosInstance, AxiosRequestConfig } from 'axios';
import NpmFormData from 'form-data';

const folder = mkdtempSync(join(tmpdir(), 'one-shot-'));
/** What all bodies contain. */
export const bytes = randomBytes(2_000_000);
/** A file with these bytes. */
export const path = join(folder, 'a.bin');
writeFileSync(path, bytes);
export const marker = bytes.subarray(1_900_000, 1_900_064);
export const sha = createHash('sha256').update(bytes).digest('hex');
const CHUNK = 50_000;

function* split() {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}
async function* splitLater() {
  for (const chunk of split()) {
    await Promise.resolve();
    yield chunk;
  }
}
const form = (file: unknown) => {
  const data = new NpmFormData();
  data.append('field', 'ü');
  data.append('file', file, { filename: 'a.bin', knownLength: bytes.length });
  return data;
};
const post = (data: () => unknown) => (client: AxiosInstance, config: AxiosRequestConfig) =>
  client.post('/x', data(), config);

export type Call = (client: AxiosInstance, config: AxiosRequestConfig) => Promise<unknown>;
/** A way to pass a body, and what the server receives. */
export const KINDS: [string, Call, 'raw' | 'form'][] = [
  ['a stream', post(() => Readable.from(split(), { objectMode: false })), 'raw'],
  ['a file', post(() => createReadStream(path)), 'raw'],
  ['a stream of text', post(() => Readable.from([bytes.toString('latin1')]).setEncoding('latin1')), 'raw'],
  ['an async iterable', post(splitLater), 'raw'],
  ['a web stream', post(() => new Blob([bytes]).stream()), 'raw'],
  ['a form-data form', post(() => form(bytes)), 'form'],
  ['a form-data form with a stream', post(() => form(createReadStream(path))), 'form'],
  ['postForm', (client, config) => client.postForm('/x', { field: 'ü', file: bytes }, config), 'form'],
  [
    'a native form',
    post(() => {
      const data = new FormData();
      data.set('file', new Blob([bytes]), 'a.bin');
      return data;
    }),
    'form',
  ],
  ['a function that creates a stream', post(() => () => createReadStream(path)), 'raw'],
  ['a function that creates a form', post(() => () => form(createReadStream(path))), 'form'],
  ['a function that creates a web stream', post(() => () => new Blob([bytes]).stream()), 'raw'],
  ['an async function', post(() => async () => Promise.resolve(splitLater())), 'raw'],
];

/** Removes the file. */
export const removeFile = (): void => rmSync(folder, { recursive: true });
