import { DocxError } from './docx-error.js';

/** What an XML part may hold. Parsing and converting an element takes up to 70 µs and a kilobyte of memory. */
export const XML_LIMITS = {
  /** Size of a part, in bytes. */
  bytes: 32 * 1024 * 1024,
  elements: 100_000,
  /** Nesting of elements. */
  depth: 256,
  /** Attributes of one element. */
  attributes: 256,
} as const;

const [LT, GT, SLASH, BANG, QUESTION, QUOTE, APOSTROPHE] = ['<', '>', '/', '!', '?', '"', "'"].map((c) =>
  c.charCodeAt(0),
);

/**
 * Checks an XML part before it is parsed: its size, its number of elements, their depth, and the number of attributes.
 * It reads tags only, and does not check that the XML is well-formed.
 *
 * @returns The number of elements.
 * @throws {DocxError} If the part exceeds a limit or contains a DTD.
 */
export function checkXml(bytes: Buffer, part: string): number {
  if (bytes.length > XML_LIMITS.bytes) throw tooLarge(part, `is larger than ${XML_LIMITS.bytes} bytes`);
  let elements = 0;
  let depth = 0;
  for (let at = bytes.indexOf('<'); at >= 0; at = bytes.indexOf('<', at)) {
    const next = bytes[at + 1];
    if (next === BANG || next === QUESTION) {
      at = skipDeclaration(bytes, at, part);
      continue;
    }
    const tag = readTag(bytes, at, part);
    at = tag.end;
    if (next === SLASH) depth -= 1;
    else {
      elements += 1;
      if (!tag.isEmpty) depth += 1;
    }
    if (elements > XML_LIMITS.elements) throw tooLarge(part, `has more than ${XML_LIMITS.elements} elements`);
    if (depth > XML_LIMITS.depth) throw tooLarge(part, `is nested more than ${XML_LIMITS.depth} levels deep`);
  }
  return elements;
}

/** Skips a comment, a CDATA section or a processing instruction. @returns The position after it. */
function skipDeclaration(bytes: Buffer, at: number, part: string): number {
  const start = bytes.toString('latin1', at, at + 9);
  // OPC forbids DTDs. Rejecting them also excludes entities.
  if (/^<!DOCTYPE/i.test(start)) throw new DocxError('corrupt', `The document's part ${part} contains a DTD.`);
  const terminator = start.startsWith('<!--') ? '-->' : start === '<![CDATA[' ? ']]>' : '>';
  const end = bytes.indexOf(terminator, at + 2);
  return end < 0 ? bytes.length : end + terminator.length;
}

/** Reads a tag up to its `>`, which may also occur in the values of its attributes. */
function readTag(bytes: Buffer, start: number, part: string): { end: number; isEmpty: boolean } {
  let quote = 0;
  let attributes = 0;
  let at = start + 1;
  for (; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (quote !== 0) {
      if (byte === quote) quote = 0;
    } else if (byte === QUOTE || byte === APOSTROPHE) {
      quote = byte;
      attributes += 1;
      if (attributes > XML_LIMITS.attributes) {
        throw tooLarge(part, `has an element with more than ${XML_LIMITS.attributes} attributes`);
      }
    } else if (byte === GT) return { end: at + 1, isEmpty: bytes[at - 1] === SLASH };
    else if (byte === LT) return { end: at, isEmpty: true }; // not well-formed: the parser will reject it
  }
  return { end: at, isEmpty: true };
}

function tooLarge(part: string, detail: string): DocxError {
  return new DocxError('too-large', `The document exceeds a limit of the sandbox: its part ${part} ${detail}.`);
}
