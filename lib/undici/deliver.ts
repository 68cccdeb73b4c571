import type { Readable } from 'node:stream';
import type { AxiosHeaders, AxiosResponse } from 'axios';
import { axiosRoot } from '../http/axios-root.js';
import { decoded, gathered, isBodyless, limited, textOf } from './decode.js';
import type { Answer, Call } from './exchange.js';
import { brokenAnswer, tooLong } from './failure.js';
import { responseTo } from './response.js';

/** As axios ends a call by its status. */
function settled(response: AxiosResponse, { config, request }: Call): AxiosResponse {
  const { status } = response;
  const { validateStatus } = config;
  if (!status || !validateStatus || validateStatus(status)) return response;
  const code = status >= 400 && status < 500 ? 'ERR_BAD_REQUEST' : 'ERR_BAD_RESPONSE';
  throw new axiosRoot.AxiosError(`Request failed with status code ${status}`, code, config, request, response);
}

function dataOf(bytes: Buffer, call: Call, response: AxiosResponse): unknown {
  const { responseType, responseEncoding } = call.config;
  if (responseType === 'arraybuffer') return bytes;
  try {
    return textOf(bytes, responseEncoding as BufferEncoding | undefined);
  } catch (error) {
    throw brokenAnswer(error as Error, call, response);
  }
}

/** Whether a body has to be decoded before anybody can use it. */
export function isEncoded({ config, request }: Call, { status, headers }: Answer): boolean {
  return config.decompress !== false && Boolean(headers['content-encoding']) && !isBodyless(request.method, status);
}

/** The response to an answer whose body is there. */
export function deliverWhole(call: Call, answer: Answer, body: Buffer): AxiosResponse {
  const response = responseTo(call, answer);
  call.patience.close();
  if (call.config.decompress !== false && isBodyless(call.request.method, answer.status)) {
    (response.headers as AxiosHeaders).delete('content-encoding');
  }
  response.data = dataOf(body, call, response);
  return settled(response, call);
}

/** The response to an answer whose body is still coming: its stream, or what it holds once it is decoded. */
export async function deliverStream(call: Call, answer: Answer, stream: Readable): Promise<AxiosResponse> {
  const { config, patience } = call;
  const response = responseTo(call, answer);
  const limit = config.maxContentLength ?? -1;
  let body = isEncoded(call, answer) ? decoded(stream, response.headers as AxiosHeaders) : stream;
  if (limit > -1) body = limited(body, limit, () => tooLong(call));
  patience.stop = (error) => void body.destroy(error);
  if (config.responseType === 'stream') {
    patience.relax();
    body.on('error', () => undefined).once('close', () => patience.close());
    response.data = body;
    return settled(response, call);
  }
  try {
    const bytes = await gathered(body);
    patience.close();
    response.data = dataOf(bytes, call, response);
  } catch (error) {
    throw brokenAnswer(error as Error, call, response);
  }
  return settled(response, call);
}
