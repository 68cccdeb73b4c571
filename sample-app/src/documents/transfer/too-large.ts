import { PayloadTooLargeException } from '@nestjs/common';

/** The refusal of a document over the limit. */
export function tooLarge(maxBytes: number): PayloadTooLargeException {
  const message = `The document is larger than ${maxBytes} bytes, the most that is accepted here.`;
  return new PayloadTooLargeException({
    message,
    hint: 'Whoever runs the desk raises the limit with MAX_UPLOAD_BYTES.',
  });
}
