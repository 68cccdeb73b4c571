import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import NpmFormData from 'form-data';
import { createBody, destroyFactoryBody, isReplayableBody } from '../../lib/http/replayable-body.js';

const form = () => {
  const data = new FormData();
  data.set('a', 'b');
  data.set('file', new Blob(['x']), 'x.txt');
  return data;
};

describe('H-4 a body that can be sent twice', () => {
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

describe('H-4 the body of an attempt', () => {
  it('is made anew by a function, and is the data itself otherwise', () => {
    let made = 0;
    const factory = () => {
      made += 1;
      return `body ${made}`;
    };
    expect([createBody(factory), createBody(factory)]).toEqual(['body 1', 'body 2']);
    const data = { a: 1 };
    expect(createBody(data)).toBe(data);
    expect(createBody(undefined)).toBeUndefined();
  });
});

describe('H-4 the body of an attempt that failed', () => {
  const made = () => Readable.from(['x']);
  it.each<[string, unknown, unknown, unknown, boolean]>([
    ['a stream that a function made is closed', made, made(), new Error('refused'), true],
    ['so it is after an answer that is here', made, made(), { response: { data: {} } }, true],
    ['not while the answer is read', made, made(), { response: { data: made() } }, false],
    ['nor one of the caller’s', made(), made(), new Error('refused'), false],
    ['a thrown nothing is a failure as well', made, made(), undefined, true],
  ])('%s', (_what, data, sent, error, isClosed) => {
    destroyFactoryBody(data, sent, error);
    expect((sent as Readable).destroyed).toBe(isClosed);
  });
});
