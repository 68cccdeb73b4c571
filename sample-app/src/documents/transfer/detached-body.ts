import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { BadRequestException } from '@nestjs/common';

/** A client that is refused while it still sends is listened to for this long, so that it gets to read the answer. */
const LONGEST_DRAIN_MS = 10_000;

/**
 * The body of a request as a stream that may be destroyed without harm: destroying the request itself would cut the
 * connection before the client has its answer. It fails when the client goes away.
 */
export function detachedBody(request: IncomingMessage): Readable {
  const body = new PassThrough();
  const failIfCutOff = () => {
    if (!request.complete) body.destroy(new BadRequestException('The upload was cut off before its end.'));
  };
  request.once('close', failIfCutOff);
  request.on('error', failIfCutOff);
  body.once('close', () => {
    if (!request.readableEnded) drain(request);
  });
  request.pipe(body);
  if (request.destroyed) failIfCutOff(); // before anyone listened
  return body;
}

function drain(request: IncomingMessage): void {
  request.unpipe();
  request.resume();
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, LONGEST_DRAIN_MS).unref();
  request.once('close', () => clearTimeout(timer));
}
