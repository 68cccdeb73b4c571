import { Readable } from 'node:stream';

const MAX_BYTES = 64 * 1024;
const MAX_LENGTH = 500;
const LONGEST_MS = 2_000;

/** What Aspose says in the body of an error, in whichever of its shapes; `undefined` where it says nothing readable. */
export async function asposeMessage(data: unknown): Promise<string | undefined> {
  const body = data instanceof Readable ? parsed(await beginning(data)) : data;
  const error = member(body, 'error');
  const said = [member(error, 'message'), member(body, 'message')].find((text) => typeof text === 'string');
  const line = said?.replace(/\s+/g, ' ').trim().slice(0, MAX_LENGTH);
  return line === '' ? undefined : line;
}

/** Words writes `Error.Message`, Slides `error.message`, Cells `Message`. */
function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key.toLowerCase() === name)?.[1];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A failed download has its error as a stream; it is short, or it is no error of Aspose. */
async function beginning(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => stream.destroy(), LONGEST_MS);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_BYTES) break;
    }
  } catch {
    // Half a message is no message; the status says enough.
    return '';
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
