import { pipeline, Readable, Transform } from 'node:stream';
import type { AxiosProgressEvent } from 'axios';
import { progressMeter } from './progress.js';

const CHUNK_BYTES = 65_536;

/** What is watched while a body is sent. */
export interface BodyWatch {
  /** Most bytes that may be sent; -1 for any number. */
  readonly limit: number;
  /** What a body that is larger fails with. */
  readonly tooLarge: () => Error;
  readonly listener: ((event: AxiosProgressEvent) => void) | undefined;
  readonly total: number | undefined;
}

/** Bytes as a stream of pieces, so that their way can be followed. */
function* piecesOf(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** A body whose bytes are counted on their way: for a limit, for a progress listener. */
export function meteredBody(body: Buffer | Readable, { limit, tooLarge, listener, total }: BodyWatch): Readable {
  const meter = listener && progressMeter(listener, 'upload', total);
  let sent = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length;
      const isTooLarge = limit > -1 && sent > limit;
      if (!isTooLarge) meter?.add(chunk.length);
      done(isTooLarge ? tooLarge() : null, chunk);
    },
    flush(done) {
      meter?.end();
      done();
    },
  });
  const source = Buffer.isBuffer(body) ? Readable.from(piecesOf(body), { objectMode: false }) : body;
  return pipeline(source, counter, () => undefined);
}
