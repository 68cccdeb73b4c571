import { Transform, type TransformCallback } from 'node:stream';
import { UnsupportedMediaTypeException } from '@nestjs/common';
import { tooLarge } from './too-large.js';

/** A .docx is a ZIP file, and begins as one. */
const ZIP = Buffer.from('PK\x03\x04', 'latin1');

/** Lets a document through as it comes, and fails as soon as it turns out too large or no .docx. */
export class DocxCheck extends Transform {
  /** Bytes seen so far. */
  size = 0;
  private head: Buffer | undefined = Buffer.alloc(0);

  constructor(private readonly maxBytes: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.size += chunk.length;
    if (this.size > this.maxBytes) {
      done(tooLarge(this.maxBytes));
      return;
    }
    if (this.head === undefined) {
      done(null, chunk);
      return;
    }
    // Nothing leaves before the first bytes are known, however small the pieces they come in.
    this.head = Buffer.concat([this.head, chunk]);
    if (this.head.length < ZIP.length) {
      done();
      return;
    }
    const { head } = this;
    this.head = undefined;
    if (head.subarray(0, ZIP.length).equals(ZIP)) done(null, head);
    else done(notDocx('The file is no .docx document, whatever its name says.'));
  }

  override _flush(done: TransformCallback): void {
    if (this.head === undefined) done();
    else done(notDocx(this.size === 0 ? 'The file is empty.' : 'The file is no .docx document: it is too short.'));
  }
}

function notDocx(message: string): UnsupportedMediaTypeException {
  return new UnsupportedMediaTypeException({ message, hint: 'Only .docx files are accepted.' });
}
