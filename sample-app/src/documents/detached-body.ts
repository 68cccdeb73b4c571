import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { BadRequestException } from '@nestjs/common';

/** How long the rest of a rejected upload is read and dropped, so that the client can finish and read the response. */
const MAX_DRAIN_MS = 10_000;

/**
 * Returns the body of a request as a stream that may be destroyed safely: destroying the request itself would close the
 * connection before the client has received the response. The stream fails if the client disconnects.
 */
export function createDetachedBody(request: IncomingMessage): Readable {
  const body = new PassThrough();
  const failIfIncomplete = () => {
    if (!request.complete) body.destroy(new BadRequestException('The upload ended before it was complete.'));
  };
  request.once('close', failIfIncomplete);
  request.on('error', failIfIncomplete);
  body.once('close', () => {
    if (!request.readableEnded) drain(request);
  });
  request.pipe(body);
  if (request.destroyed) failIfIncomplete(); // It was closed before the listeners were added.
  return body;
}

function drain(request: IncomingMessage): void {
  request.unpipe();
  request.resume();
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, MAX_DRAIN_MS).unref();
  request.once('close', () => clearTimeout(timer));
}
