import { Transform, type TransformCallback } from 'node:stream';
import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  PayloadTooLargeException,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import type { Request } from 'express';
import { DeskSettings } from '../settings.js';

/** Allowance for what a multipart form adds to its file. */
export const FORM_OVERHEAD_BYTES = 64 * 1024;

/** Rejects an upload by its `Content-Length` before reading it. `DocxCheck` counts the bytes if the header is absent or wrong. */
@Injectable()
export class UploadSizeGuard implements CanActivate {
  constructor(@Inject(DeskSettings) private readonly settings: DeskSettings) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Request>();
    const { maxUploadBytes } = this.settings;
    const isForm = /^multipart\//i.test(headers['content-type'] ?? '');
    const maxBodyBytes = isForm ? maxUploadBytes + FORM_OVERHEAD_BYTES : maxUploadBytes;
    if (Number(headers['content-length'] ?? 0) > maxBodyBytes) throw createTooLargeError(maxUploadBytes);
    return true;
  }
}

/** A .docx file is a ZIP archive, so it starts with this signature. */
const ZIP_SIGNATURE = Buffer.from('PK\x03\x04', 'latin1');

/** Passes a document through, and fails as soon as it is known to be too large or not a .docx file. */
export class DocxCheck extends Transform {
  /** Number of bytes received so far. */
  size = 0;
  /** The first bytes, until there are enough of them to check. */
  private head: Buffer | undefined = Buffer.alloc(0);

  constructor(private readonly maxBytes: number) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.size += chunk.length;
    if (this.size > this.maxBytes) {
      done(createTooLargeError(this.maxBytes));
      return;
    }
    if (this.head === undefined) {
      done(null, chunk);
      return;
    }
    // Nothing is passed on until the signature is complete, even if it arrives one byte at a time.
    this.head = Buffer.concat([this.head, chunk]);
    if (this.head.length < ZIP_SIGNATURE.length) {
      done();
      return;
    }
    const { head } = this;
    this.head = undefined;
    if (head.subarray(0, ZIP_SIGNATURE.length).equals(ZIP_SIGNATURE)) done(null, head);
    else done(createNotDocxError('The file is not a .docx document, despite its name.'));
  }

  override _flush(done: TransformCallback): void {
    if (this.head === undefined) {
      done();
      return;
    }
    const message = this.size === 0 ? 'The file is empty.' : 'The file is not a .docx document: it is too short.';
    done(createNotDocxError(message));
  }
}

function createTooLargeError(maxBytes: number): PayloadTooLargeException {
  return new PayloadTooLargeException({
    message: `The document is larger than the limit of ${maxBytes} bytes.`,
    hint: 'Upload a smaller document, or raise the limit on the server with MAX_UPLOAD_BYTES.',
  });
}

function createNotDocxError(message: string): UnsupportedMediaTypeException {
  return new UnsupportedMediaTypeException({ message, hint: 'Only .docx files are accepted.' });
}
