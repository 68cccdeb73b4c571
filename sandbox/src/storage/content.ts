/** The bytes of a file, in the chunks in which they arrived: joining a large upload would hold it twice. Immutable. */
export class Content {
  readonly chunks: readonly Buffer[];
  /** In bytes. */
  readonly size: number;

  constructor(chunks: readonly Buffer[]) {
    this.chunks = chunks;
    this.size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  /** All chunks in one buffer. */
  bytes(): Buffer {
    return this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks, this.size);
  }
}
