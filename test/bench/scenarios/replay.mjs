import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import FormDataPackage from 'form-data';
import { AxiosForm } from '../adapters/instant-axios.mjs';
import { wordFor } from '../measure/calls.mjs';

export const title = 'Uploads of 10 MiB, the token revoked';
export const text =
  'What becomes of a body whose first sending is answered with 401. Here this package keeps up to 16 MiB of a body that can be read only once (`replayBufferBytes`).';
export const timeoutMs = 60_000;

const CONTENT = randomBytes(10 * 1_024 * 1_024);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const MAX_MS = 4_000;

function chunks() {
  const size = 65_536;
  return Array.from({ length: CONTENT.length / size }, (_, at) => CONTENT.subarray(at * size, (at + 1) * size));
}

function nativeForm() {
  const form = new FormData();
  form.set('file', new Blob([CONTENT]), 'file.bin');
  return form;
}

function packageForm(content) {
  const form = new FormDataPackage();
  form.append('file', content, { filename: 'file.bin' });
  return form;
}

async function* iterable() {
  yield* chunks();
}

const stream = () => Readable.from(chunks(), { objectMode: false });

const KINDS = {
  buffer: ['Buffer', () => CONTENT],
  form: ['FormData', nativeForm],
  stream: ['stream', stream],
  formPackage: ['form-data, a Buffer in it', () => packageForm(CONTENT)],
  formStream: ['form-data, a stream in it', () => packageForm(stream())],
  postForm: ['form that axios makes', () => new AxiosForm({ file: CONTENT })],
  web: ['web stream', () => new Blob([CONTENT]).stream()],
  iterable: ['async iterable', iterable],
  factory: ['function that makes a stream', () => stream],
};

export const columns = Object.entries(KINDS).map(([key, [name]]) => ({ key, title: name }));
export const isFor = ({ isBare, name }) => !isBare && !['static-http-service', 'undici-request'].includes(name);

/** Describes the result in a word: `ok` means byte for byte. */
async function upload({ start, control, replayBufferBytes }, make) {
  const { call, stop } = await start({ replayBufferBytes });
  const warm = () => call('/v4.0/words/a.docx');
  await warm().catch(warm);
  await control.revoke();
  const sent = call('/v4.0/words/storage/file/a.bin', make()).then(
    ({ data }) => (data?.sha256 === SHA256 ? 'ok' : 'CORRUPT'),
    (error) => wordFor(error),
  );
  const outcome = await Promise.race([sent, sleep(MAX_MS, 'hangs')]);
  if (outcome !== 'hangs') await stop();
  return outcome;
}

/** @param bench.replayBufferBytes For this package only. Default 16 MiB. */
export async function run(bench) {
  process.on('uncaughtException', () => undefined); // some alternatives throw outside of any promise; the call then hangs
  const { adapter, replayBufferBytes = 16 * 1_024 * 1_024 } = bench;
  const outcomes = {};
  for (const [kind, [, make]] of Object.entries(KINDS)) {
    if (kind === 'postForm' && adapter.isAxios === false) continue;
    outcomes[kind] = await upload({ ...bench, replayBufferBytes }, make);
  }
  return outcomes;
}
