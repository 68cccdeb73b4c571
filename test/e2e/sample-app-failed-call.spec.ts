import { describe, expect, it } from '@jest/globals';
import { WordsApi } from 'asposewordscloud';
import { AsposeAuthError } from 'nestjs-aspose-auth';
import { WordsCallError } from '../../sample-app/src/errors/failed-call.js';
import { toProblem } from '../../sample-app/src/errors/problem.js';

const words = new WordsApi('id', 'secret', 'http://127.0.0.1:9');
const toCallError = (rejection: unknown) => WordsCallError.from(rejection, words);

describe('rejections of WordsApi', () => {
  it.each([
    [
      'an error response of Aspose',
      {
        response: { statusCode: 503, headers: { 'retry-after': '7' } },
        body: { error: { code: 'Busy', message: 'Come back.' } },
      },
      { status: 503, message: 'Aspose at 127.0.0.1:9 responded with 503: Come back.', retryAfterMs: 7_000 },
    ],
    [
      'a 401 that was not replayed',
      Object.assign(new Error('rejected'), { status: 401, asposeAuth: 'already-replayed' }),
      { status: 502, message: 'Aspose at 127.0.0.1:9 rejected the access token (401, already-replayed).' },
    ],
    [
      'a closed connection',
      Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
      { status: 503, message: expect.stringContaining('no usable response (ECONNRESET)') },
    ],
    [
      'a response that is not JSON, whose status the SDK does not keep',
      { message: 'Error while parse server error: SyntaxError: Unexpected token' },
      { status: 503, message: expect.stringContaining('no usable response (the response is not JSON)') },
    ],
  ])('%s is reported to the client', async (_rejection, rejection, expected) => {
    const error = toCallError(rejection);
    expect(error).toBeInstanceOf(WordsCallError);
    expect(await toProblem(error)).toMatchObject(expected);
  });

  it.each([
    ['a missing token', new AsposeAuthError('ERR_ASPOSE_UNAVAILABLE', 'No token.', { account: 'default' })],
    ['a missing argument', new Error('Required parameter "path" was undefined.')],
  ])('%s is not a failed call', (_rejection, rejection) => {
    expect(toCallError(rejection)).toBeUndefined();
  });
});
