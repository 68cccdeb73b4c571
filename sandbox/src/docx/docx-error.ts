/** A document that the sandbox cannot process. */
export class DocxError extends Error {
  override readonly name = 'DocxError';
  /** `corrupt`: not a readable .docx. `unsupported`: may be valid, but the sandbox does not support it. */
  readonly kind: 'corrupt' | 'unsupported';

  constructor(kind: 'corrupt' | 'unsupported', message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
