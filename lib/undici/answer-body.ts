import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { ReceivedHeaders } from './answer-headers.js';
import { pausableBytes } from './back-pressure.js';

const HIGH_WATER_MARK = 65_536;
const NOTHING = () => undefined;

/** The body of an answer as a stream: it is read as fast as its reader reads, and its connection is freed when it is destroyed. */
export class AnswerBody extends Readable {
  readonly #controller: Dispatcher.DispatchController;
  readonly #pausableBytes: number;
  #received = 0;
  #isWhole = false;

  constructor(controller: Dispatcher.DispatchController, headers: ReceivedHeaders) {
    super({ highWaterMark: HIGH_WATER_MARK });
    this.#controller = controller;
    this.#pausableBytes = pausableBytes(headers);
    this.on('error', NOTHING); // as with Node's own answers, a failure that nobody listens to ends no process
  }

  receive(chunk: Buffer): void {
    this.#received += chunk.length;
    if (!this.push(chunk) && this.#received < this.#pausableBytes) this.#controller.pause();
  }

  complete(): void {
    this.#isWhole = true;
    this.push(null);
  }

  override _read(): void {
    this.#controller.resume();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#isWhole) {
      this.#isWhole = true;
      this.#controller.abort(error ?? new Error('aborted'));
    }
    process.nextTick(done, error); // who asked for the stream has a tick to listen
  }
}
