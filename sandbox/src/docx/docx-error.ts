/**
 * - `corrupt`: not a readable .docx
 * - `unsupported`: may be valid, but the sandbox does not support it
 * - `too-large`: exceeds a limit of the sandbox, such as its unpacked size
 * - `too-complex`: took too much time or memory
 */
export type DocxErrorKind = 'corrupt' | 'unsupported' | 'too-large' | 'too-complex';

/** A document that the sandbox cannot process. */
export class DocxError extends Error {
  override readonly name = 'DocxError';
  readonly kind: DocxErrorKind;

  constructor(kind: DocxErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
