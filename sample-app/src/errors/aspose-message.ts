import { Readable } from 'node:stream';

const MAX_BODY_BYTES = 64 * 1024;
const MAX_MESSAGE_LENGTH = 500;
const READ_TIMEOUT_MS = 2_000;

/** Reads the message in the body of an Aspose error, in any of its formats. Returns `undefined` if there is none. */
export async function readAsposeMessage(data: unknown): Promise<string | undefined> {
  const body = data instanceof Readable ? parseJson(await readText(data)) : data;
  const error = getMember(body, 'error');
  const message = [getMember(error, 'message'), getMember(body, 'message')].find((text) => typeof text === 'string');
  const line = message?.replace(/\s+/g, ' ').trim().slice(0, MAX_MESSAGE_LENGTH);
  return line === '' ? undefined : line;
}

/** Ignores case: Words sends `Error.Message`, Slides `error.message`, Cells `Message`. */
function getMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key.toLowerCase() === name)?.[1];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A failed download has its error body as a stream. Errors of Aspose are short, so reading stops at a limit. */
async function readText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => stream.destroy(), READ_TIMEOUT_MS);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_BODY_BYTES) break;
    }
  } catch {
    // An incomplete message is not useful; the status is reported anyway.
    return '';
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
