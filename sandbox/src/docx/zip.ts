import { crc32, inflateRawSync } from 'node:zlib';
import JSZip from 'jszip';
import { DocxError } from './docx-error.js';

/** What a document may hold. Checked before anything is parsed, so that a small file cannot exhaust the memory. */
export const LIMITS = {
  /** Size of the file, in bytes. */
  packedBytes: 64 * 1024 * 1024,
  /** Files in the ZIP archive. */
  entries: 4096,
  /** Sum of their unpacked sizes, in bytes. */
  unpackedBytes: 128 * 1024 * 1024,
} as const;

const LOCAL_SIGNATURE = 0x04034b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const END_SIGNATURE = 0x06054b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const MAX_COMMENT_BYTES = 0xffff;

/**
 * Unpacks a ZIP archive. It trusts no size that the archive claims: each file is unpacked up to its claimed size, and
 * the sum of the claimed sizes is limited.
 *
 * @returns The files by their names. Folders are left out.
 * @throws {DocxError} If the archive is damaged or exceeds a limit.
 */
export function unzip(bytes: Buffer): Map<string, Buffer> {
  if (bytes.length > LIMITS.packedBytes) throw tooLarge(`it is larger than ${LIMITS.packedBytes} bytes`);
  const entries = readEntries(bytes);
  const unpacked = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (unpacked > LIMITS.unpackedBytes) throw tooLarge(`its unpacked size is more than ${LIMITS.unpackedBytes} bytes`);
  const files = new Map<string, Buffer>();
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue;
    if (files.has(entry.name)) throw corrupt(`it contains ${entry.name} twice`);
    files.set(entry.name, unpack(bytes, entry));
  }
  return files;
}

/** Packs files into a ZIP archive. */
export function zip(files: ReadonlyMap<string, Buffer>, compression: 'DEFLATE' | 'STORE'): Promise<Buffer> {
  const archive = new JSZip();
  for (const [name, content] of files) archive.file(name, content, { createFolders: false });
  return archive.generateAsync({ type: 'nodebuffer', compression });
}

interface ZipEntry {
  name: string;
  flags: number;
  method: number;
  crc: number;
  packedSize: number;
  /** Claimed size, in bytes. */
  size: number;
  /** Position of its local header. */
  offset: number;
}

/** Reads the central directory. */
function readEntries(bytes: Buffer): ZipEntry[] {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > LIMITS.entries) throw tooLarge(`it contains more than ${LIMITS.entries} files`);
  const entries: ZipEntry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL_BYTES > bytes.length || bytes.readUInt32LE(at) !== CENTRAL_SIGNATURE) {
      throw corrupt('its directory is damaged');
    }
    const nameBytes = bytes.readUInt16LE(at + 28);
    entries.push({
      name: bytes.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes),
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packedSize: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    });
    at += CENTRAL_BYTES + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** Returns the position of the end record, which a comment may follow. */
function findEnd(bytes: Buffer): number {
  for (let at = bytes.length - END_BYTES; at >= 0 && at >= bytes.length - END_BYTES - MAX_COMMENT_BYTES; at--) {
    if (bytes.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  throw corrupt('it is not a complete ZIP archive');
}

const ENCRYPTED_FLAG = 1;
const STORED = 0;
const DEFLATED = 8;

function unpack(bytes: Buffer, { name, flags, method, crc, packedSize, size, offset }: ZipEntry): Buffer {
  if (flags & ENCRYPTED_FLAG) throw new DocxError('unsupported', `The document's part ${name} is encrypted.`);
  if (offset + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(offset) !== LOCAL_SIGNATURE) {
    throw corrupt(`its part ${name} is damaged`);
  }
  const start = offset + LOCAL_BYTES + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
  if (start + packedSize > bytes.length) throw corrupt(`its part ${name} is damaged`);
  const content = unpackContent(bytes.subarray(start, start + packedSize), method, size, name);
  if (content.length !== size || crc32(content) !== crc) {
    throw corrupt(`its part ${name} is not what the archive's directory says`);
  }
  return content;
}

function unpackContent(packed: Buffer, method: number, size: number, name: string): Buffer {
  if (method === STORED) return packed;
  if (method !== DEFLATED) {
    throw new DocxError('unsupported', `The document's part ${name} is packed with an unusual method.`);
  }
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch (cause) {
    throw corrupt(`its part ${name} cannot be unpacked`, cause);
  }
}

function corrupt(detail: string, cause?: unknown): DocxError {
  return new DocxError('corrupt', `The document is not a readable .docx: ${detail}.`, { cause });
}

function tooLarge(detail: string): DocxError {
  return new DocxError('too-large', `The document exceeds a limit of the sandbox: ${detail}.`);
}
