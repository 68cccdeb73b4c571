import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { getHeader, type ReceivedHeaders } from './response-headers.js';

const HIGH_WATER_MARK = 65_536;
const IGNORE = () => undefined;

/**
 * The body of a response as a stream. It receives no faster than it is read (back-pressure), and destroying it releases the
 * connection.
 */
export class ResponseStream extends Readable {
  readonly #controller: Dispatcher.DispatchController;
  readonly #maxPausableBytes: number;
  #receivedBytes = 0;
  #isComplete = false;

  constructor(controller: Dispatcher.DispatchController, headers: ReceivedHeaders) {
    super({ highWaterMark: HIGH_WATER_MARK });
    this.#controller = controller;
    this.#maxPausableBytes = getMaxPausableBytes(headers);
    this.on('error', IGNORE); // as with Node's own responses, an unhandled failure does not crash the process
  }

  /** Adds a chunk that has arrived. */
  receive(chunk: Buffer): void {
    this.#receivedBytes += chunk.length;
    if (!this.push(chunk) && this.#receivedBytes < this.#maxPausableBytes) this.#controller.pause();
  }

  /** Ends the stream: all of the body has arrived. */
  complete(): void {
    this.#isComplete = true;
    this.push(null);
  }

  override _read(): void {
    this.#controller.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#isComplete) {
      this.#isComplete = true;
      this.#controller.abort(error ?? new Error('aborted'));
    }
    process.nextTick(done, error); // gives the caller one tick to add an error listener
  }
}

/**
 * Returns how many bytes of a body may arrive before the connection must no longer be paused; 0 if it must never be paused.
 *
 * undici 7 crashes the process if the server closes a connection whose last response is paused. Therefore the unread part of
 * such a response stays in memory, and a response that has arrived completely is not paused for a slow reader.
 */
function getMaxPausableBytes(headers: ReceivedHeaders): number {
  const closesConnection = /\bclose\b/i.test(getHeader(headers, 'connection') ?? '');
  if (closesConnection) return 0;
  if (getHeader(headers, 'transfer-encoding') !== undefined) return Number.POSITIVE_INFINITY;
  const length = Number(getHeader(headers, 'content-length') ?? Number.NaN);
  return Number.isFinite(length) ? length : 0; // without a length, the end of the connection ends the body
}
