import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import NpmFormData from 'form-data';
import { isReplayableBody } from '../../lib/http/chunk-source.js';

const form = () => {
  const data = new FormData();
  data.set('a', 'b');
  data.set('file', new Blob(['x']), 'x.txt');
  return data;
};

describe('H-4 a body that can be sent twice by itself', () => {
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'x'],
    ['a Buffer', Buffer.from('x')],
    ['an ArrayBuffer', new ArrayBuffer(1)],
    ['a typed array', new Uint8Array(1)],
    ['URLSearchParams', new URLSearchParams('a=b')],
    ['a Blob', new Blob(['x'])],
    ['a native form', form()],
    ['an object', { a: 1 }],
    ['an object with members of the same names', { pipe: 'x', getReader: 'y' }],
    ['a function that makes it anew', () => Readable.from(['x'])],
  ])('is %s', (_what, body) => {
    expect(isReplayableBody(body)).toBe(true);
  });

  async function* chunks() {
    yield await Promise.resolve('x');
  }
  it.each([
    ['a Readable', Readable.from(['x'])],
    ['a web stream', new Blob(['x']).stream()],
    ['an async iterable', chunks()],
    ['a stream of the old kind', { pipe: () => undefined }],
    ['a web stream that is no iterable', { getReader: () => undefined }],
    ['a form of the form-data package', new NpmFormData()],
    ['a form of another make', { [Symbol.toStringTag]: 'FormData' }],
  ])('is not %s', (_what, body) => {
    expect(isReplayableBody(body)).toBe(false);
  });
});
