import { describe, expect, it } from '@jest/globals';
import { WordsApi } from 'asposewordscloud';
import { AsposeAuthError } from 'nestjs-aspose-auth';
import { problemOf } from '../../sample-app/src/errors/problem-of.js';
import { WordsCallError } from '../../sample-app/src/errors/words-call-error.js';

const words = new WordsApi('id', 'secret', 'http://127.0.0.1:9');
const of = (rejection: unknown) => WordsCallError.of(rejection, words);

describe('what WordsApi rejects with, in the document desk', () => {
  it.each([
    [
      'an answer of Aspose',
      {
        response: { statusCode: 503, headers: { 'retry-after': '7' } },
        body: { error: { code: 'Busy', message: 'Come back.' } },
      },
      { status: 503, message: 'Aspose at 127.0.0.1:9 answered 503: Come back.', retryAfterMs: 7_000 },
    ],
    [
      'a 401 that was not cured',
      Object.assign(new Error('refused'), { status: 401, asposeAuth: 'already-replayed' }),
      { status: 502, message: 'Aspose at 127.0.0.1:9 refused the access token (401, already-replayed).' },
    ],
    [
      'a broken connection',
      Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
      { status: 503, message: expect.stringContaining('no answer that can be used (ECONNRESET)') },
    ],
    [
      'an answer without JSON, whose status the SDK loses',
      { message: 'Error while parse server error: SyntaxError: Unexpected token' },
      { status: 503, message: expect.stringContaining('no answer that can be used (its answer is no JSON)') },
    ],
  ])('%s is told to the client', async (_what, rejection, expected) => {
    const error = of(rejection);
    expect(error).toBeInstanceOf(WordsCallError);
    expect(await problemOf(error)).toMatchObject(expected);
  });

  it.each([
    ['no token', new AsposeAuthError('ERR_ASPOSE_UNAVAILABLE', 'No token.', { account: 'default' })],
    ['an argument that is missing', new Error('Required parameter "path" was undefined.')],
  ])('%s is no failed call', (_what, rejection) => {
    expect(of(rejection)).toBeUndefined();
  });
});
