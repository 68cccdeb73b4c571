import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { encodeForm } from '../../lib/undici/multipart-form.js';

describe('a native form', () => {
  it('is encoded as axios encodes it, with the right length, and identically each time', async () => {
    const form = new FormData();
    form.append('a "b"\r\nc', 'x\ny\rz\r\n');
    form.append('file', new File(['bytes'], 'ü"1".txt', { type: 'text/plain' }));
    form.append('blob', new Blob(['']));
    const { contentType, length, open } = encodeForm(form, 'multipart/form-data; boundary=0123456789');
    const encoded = await text(open());
    expect(contentType).toBe('multipart/form-data; boundary=0123456789');
    expect(encoded).toBe(
      [
        '--0123456789',
        'Content-Disposition: form-data; name="a %22b%22%0D%0Ac"',
        '',
        'x\r\ny\r\nz\r\n',
        '--0123456789',
        'Content-Disposition: form-data; name="file"; filename="ü%221%22.txt"',
        'Content-Type: text/plain',
        '',
        'bytes',
        '--0123456789',
        'Content-Disposition: form-data; name="blob"; filename="blob"',
        'Content-Type: application/octet-stream',
        '',
        '',
        '--0123456789--',
        '',
      ].join('\r\n'),
    );
    expect(Buffer.byteLength(encoded)).toBe(length);
    expect(await text(open())).toBe(encoded);
  });

  it.each([undefined, 'multipart/form-data', 'multipart/form-data; boundary=short', 'text/plain'])(
    'gets a generated boundary if the caller’s Content-Type is %p',
    async (given) => {
      const { contentType, length, open } = encodeForm(new FormData(), given);
      const boundary = /^multipart\/form-data; boundary=(axios-[\w.-]{20,64})$/.exec(contentType)?.[1];
      expect(await text(open())).toBe(`--${boundary}--\r\n`);
      expect(length).toBe((boundary?.length ?? 0) + 6);
    },
  );
});
