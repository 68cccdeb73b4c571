import type { WordsApi } from 'asposewordscloud';
import { AsposeAuthError, type ReplaySkipReason } from 'nestjs-aspose-auth';
import type { FailedCall } from './failed-call.js';

/** What `WordsApi` rejects with: mostly no Error at all. */
interface Rejection {
  readonly response?: { readonly statusCode: number; readonly headers: Record<string, unknown> };
  readonly body?: unknown;
  readonly code?: unknown;
  readonly status?: number;
  readonly asposeAuth?: ReplaySkipReason;
}

/** A call of `WordsApi` that failed at Aspose or on the way there. */
export class WordsCallError extends Error {
  override readonly name = 'WordsCallError';

  private constructor(
    readonly call: FailedCall,
    cause: unknown,
  ) {
    super(`WordsApi: ${call.status ?? call.reason ?? 'failed'}`, { cause });
  }

  /** `undefined` for what was wrong before anything was sent: no token, or an argument. */
  static of(rejection: unknown, { configuration }: WordsApi): WordsCallError | undefined {
    if (AsposeAuthError.is(rejection)) return undefined;
    const { response, body, code, status, asposeAuth } = rejection as Rejection;
    const { host } = new URL(configuration.baseUrl);
    if (response) {
      const { statusCode, headers } = response;
      return new WordsCallError({ host, status: statusCode, body, retryAfter: headers['retry-after'] }, rejection);
    }
    if (asposeAuth) return new WordsCallError({ host, status, refusal: asposeAuth }, rejection);
    if (typeof code === 'string') return new WordsCallError({ host, reason: code }, rejection);
    if (rejection instanceof Error) return undefined;
    // The status is lost: the SDK found no JSON in the answer.
    return new WordsCallError({ host, reason: 'its answer is no JSON' }, rejection);
  }
}
