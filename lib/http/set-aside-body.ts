import { Readable } from 'node:stream';
import type { AxiosResponse } from 'axios';

/** A 401's body is short and soon there; one that is not costs its connection instead. */
const LARGEST_BYTES = 65_536;
const LONGEST_MS = 1_000;

/** The stream in an answer; the fetch adapter gives web streams. */
function streamOf(body: unknown): Readable | undefined {
  if (body instanceof ReadableStream) return Readable.fromWeb(body);
  return body instanceof Readable ? body : undefined;
}

async function read(body: Readable): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => body.destroy(), LONGEST_MS);
  try {
    for await (const chunk of body) {
      chunks.push(Buffer.from(chunk as Uint8Array));
      size += chunks.at(-1)?.length ?? 0;
      if (size > LARGEST_BYTES) break; // which destroys the stream, and so the connection
    }
  } catch {
    // broken off: what has arrived is all there is
  } finally {
    clearTimeout(timer);
  }
  return chunks;
}

/**
 * Reads a streamed answer to its end, so that its connection is free for what comes next: on an agent with one socket the token
 * request would wait for it for ever.
 *
 * @returns Puts what was read back as the answer's stream, for a caller that gets this answer after all.
 */
export async function setAsideBody(response: AxiosResponse | undefined): Promise<() => void> {
  const body: unknown = response?.data;
  const stream = streamOf(body);
  if (response === undefined || stream === undefined) return () => undefined;
  const chunks = await read(stream);
  return () => {
    response.data = body === stream ? Readable.from(chunks, { objectMode: false }) : new Blob(chunks).stream();
  };
}
