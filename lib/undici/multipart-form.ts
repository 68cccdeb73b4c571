import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { axiosRoot } from '../util/axios.js';

/** A form of the platform's `FormData`, encoded as axios encodes it. */
export interface MultipartForm {
  readonly contentType: string;
  /** In bytes. */
  readonly length: number;
  /** Reads the form from its beginning. Can be called more than once. */
  readonly open: () => Readable;
}

const NEW_LINE = '\r\n';
const ESCAPES: Readonly<Record<string, string>> = { '\r': '%0D', '\n': '%0A', '"': '%22' };

/**
 * Encodes a form as `multipart/form-data`.
 *
 * @param contentType The caller's own `Content-Type`. If it has a boundary, that one is used.
 */
export function encodeForm(form: FormData, contentType: string | undefined): MultipartForm {
  const random = randomBytes(18).toString('base64url');
  const boundary = findBoundary(contentType) ?? `axios-${axiosRoot.VERSION}-boundary-${random}`;
  const parts = [...form.entries()].map(encodePart);
  const opening = Buffer.from(`--${boundary}${NEW_LINE}`);
  const closing = Buffer.from(`--${boundary}--${NEW_LINE}`);
  const separator = Buffer.from(NEW_LINE);
  const overhead = opening.length + separator.length;
  const length = parts.reduce((sum, part) => sum + overhead + part.head.length + getLength(part), closing.length);
  const chunks = async function* () {
    for (const { head, value } of parts) {
      yield opening;
      yield head;
      if (Buffer.isBuffer(value)) yield value;
      else yield* value.stream();
      yield separator;
    }
    yield closing;
  };
  return { contentType: `multipart/form-data; boundary=${boundary}`, length, open: () => Readable.from(chunks()) };
}

function findBoundary(contentType: string | undefined): string | undefined {
  return /boundary=([-\w]{10,70})/i.exec(contentType ?? '')?.[1];
}

/** A field or a file. */
interface Part {
  readonly head: Buffer;
  readonly value: Buffer | Blob;
}

function encodePart([name, value]: [string, string | File]): Part {
  const disposition = `Content-Disposition: form-data; name="${escapeName(name)}"`;
  if (typeof value === 'string') {
    const text = value.replace(/\r?\n|\r\n?/g, NEW_LINE);
    return { head: Buffer.from(disposition + NEW_LINE + NEW_LINE), value: Buffer.from(text) };
  }
  const type = (value.type || 'application/octet-stream').replace(/[\r\n]/g, '');
  const file = value.name ? `; filename="${escapeName(value.name)}"` : '';
  return { head: Buffer.from(`${disposition}${file}${NEW_LINE}Content-Type: ${type}${NEW_LINE}${NEW_LINE}`), value };
}

function escapeName(name: string): string {
  return name.replace(/[\r\n"]/g, (character) => ESCAPES[character] ?? character);
}

function getLength({ value }: Part): number {
  return Buffer.isBuffer(value) ? value.length : value.size;
}
