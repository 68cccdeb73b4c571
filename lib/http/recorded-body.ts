import { Readable } from 'node:stream';
import { type ChunkSource, createChunkSource } from './chunk-source.js';

/**
 * A one-shot body that can be sent again. What has been read is kept, up to a number of bytes, until the body is accepted. The
 * chunks themselves are kept and not copied, as axios does for redirects.
 *
 * @example
 * const body = new RecordedBody(createReadStream('a.docx'), 1_048_576);
 * await send(body.open());                         // 401
 * if (body.isReplayable) await send(body.open());  // the kept part, then the rest of the file
 */
export class RecordedBody {
  readonly #source: ChunkSource;
  readonly #maxBytes: number;
  /** `undefined` as soon as some of the body is gone. */
  #kept: Buffer[] | undefined;
  #keptBytes = 0;
  #pulling: Promise<Buffer | undefined> | undefined;
  #isEnded = false;

  /**
   * @param body A Node or web stream, an async iterable, or a form of the package `form-data`.
   * @param maxBytes Budget in bytes. If 0, nothing is kept, and the body cannot be sent again, not even if nothing was read.
   */
  constructor(body: object, maxBytes: number) {
    this.#source = createChunkSource(body);
    this.#maxBytes = maxBytes;
    if (maxBytes > 0) this.#kept = [];
  }

  /** False if some of what was read has not been kept. */
  get isReplayable(): boolean {
    return this.#kept !== undefined;
  }

  /** Opens the body from its beginning. A stream that was opened before must be destroyed first; that leaves the source open. */
  open(): Readable {
    return new AttemptStream((index) => this.#read(index));
  }

  /** Drops what has been kept: the body will not be sent again. */
  accept(): void {
    this.#kept = undefined;
  }

  /** Drops what has been kept, and ends the source. */
  destroy(): void {
    this.#kept = undefined;
    this.#source.destroy();
  }

  #read(index: number): Promise<Buffer | undefined> {
    const chunk = this.#kept?.[index];
    if (chunk) return Promise.resolve(chunk);
    if (this.#isEnded) return Promise.resolve(undefined);
    // An attempt that ended while it was waiting for a chunk leaves that chunk to the next one.
    this.#pulling ??= this.#pull().finally(() => {
      this.#pulling = undefined;
    });
    return this.#pulling;
  }

  async #pull(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk = await this.#source.pull();
      if (chunk === undefined) this.#isEnded = true;
      else if (chunk.length === 0) continue;
      else this.#keep(chunk);
      return chunk;
    }
  }

  #keep(chunk: Buffer): void {
    this.#keptBytes += chunk.length;
    if (this.#keptBytes > this.#maxBytes) this.#kept = undefined;
    this.#kept?.push(chunk);
  }
}

/** What one attempt sends. */
class AttemptStream extends Readable {
  readonly #readChunk: (index: number) => Promise<Buffer | undefined>;
  #index = 0;

  constructor(readChunk: (index: number) => Promise<Buffer | undefined>) {
    super();
    this.#readChunk = readChunk;
    this.on('error', () => undefined); // adapters listen only while they send
  }

  override _read(): void {
    this.#readChunk(this.#index).then(
      (chunk) => {
        if (this.destroyed) return;
        this.#index += 1;
        this.push(chunk ?? null);
      },
      (error: unknown) => {
        // A source that was closed before its end: adapters report a stream that closes without an error as ERR_CANCELED.
        const isClosed = (error as { code?: string } | undefined)?.code === 'ERR_STREAM_PREMATURE_CLOSE';
        this.destroy(isClosed ? undefined : (error as Error));
      },
    );
  }
}
