/** A document the sandbox cannot work with. */
export class DocxError extends Error {
  override readonly name = 'DocxError';
  /** `corrupt`: it is no readable .docx; `unsupported`: it may be a good one, but is beyond the sandbox. */
  readonly kind: 'corrupt' | 'unsupported';

  constructor(kind: 'corrupt' | 'unsupported', message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
