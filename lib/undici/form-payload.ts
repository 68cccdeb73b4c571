import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { axiosRoot } from '../http/axios-root.js';

const NEW_LINE = '\r\n';
const ESCAPES: Readonly<Record<string, string>> = { '\r': '%0D', '\n': '%0A', '"': '%22' };
const escaped = (name: string) => name.replace(/[\r\n"]/g, (character) => ESCAPES[character] ?? character);

interface Part {
  readonly head: Buffer;
  readonly value: Buffer | Blob;
}

function partOf([name, value]: [string, string | File]): Part {
  const disposition = `Content-Disposition: form-data; name="${escaped(name)}"`;
  if (typeof value === 'string') {
    const text = value.replace(/\r?\n|\r\n?/g, NEW_LINE);
    return { head: Buffer.from(disposition + NEW_LINE + NEW_LINE), value: Buffer.from(text) };
  }
  const type = (value.type || 'application/octet-stream').replace(/[\r\n]/g, '');
  const file = value.name ? `; filename="${escaped(value.name)}"` : '';
  return { head: Buffer.from(`${disposition}${file}${NEW_LINE}Content-Type: ${type}${NEW_LINE}${NEW_LINE}`), value };
}

/** The boundary that a caller's `Content-Type` announces. */
const boundaryIn = (contentType: string | undefined) => /boundary=([-\w]{10,70})/i.exec(contentType ?? '')?.[1];

const lengthOf = (value: Buffer | Blob) => (Buffer.isBuffer(value) ? value.length : value.size);

/** A form of the platform's `FormData`, encoded as axios does. */
export interface EncodedForm {
  readonly contentType: string;
  readonly length: number;
  /** Reads the form from its beginning. */
  readonly open: () => Readable;
}

/** @param contentType The caller's own, for its boundary. */
export function encodedForm(form: FormData, contentType: string | undefined): EncodedForm {
  const random = randomBytes(18).toString('base64url');
  const boundary = boundaryIn(contentType) ?? `axios-${axiosRoot.VERSION}-boundary-${random}`;
  const parts = [...form.entries()].map(partOf);
  const opening = Buffer.from(`--${boundary}${NEW_LINE}`);
  const closing = Buffer.from(`--${boundary}--${NEW_LINE}`);
  const between = Buffer.from(NEW_LINE);
  const around = opening.length + between.length;
  const length = parts.reduce((sum, { head, value }) => sum + around + head.length + lengthOf(value), closing.length);
  const chunks = async function* () {
    for (const { head, value } of parts) {
      yield opening;
      yield head;
      if (Buffer.isBuffer(value)) yield value;
      else yield* value.stream();
      yield between;
    }
    yield closing;
  };
  return { contentType: `multipart/form-data; boundary=${boundary}`, length, open: () => Readable.from(chunks()) };
}
