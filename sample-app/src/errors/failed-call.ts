import type { WordsApi } from 'asposewordscloud';
import axios, { type AxiosError } from 'axios';
import { AsposeAuthError, type ReplaySkipReason } from 'nestjs-aspose-auth';

/** A call to Aspose that failed, regardless of the library that sent it. */
export interface FailedCall {
  readonly host: string;
  /** Status of the response; absent if there was none. */
  readonly status?: number | undefined;
  /** Why there was no response. */
  readonly reason?: string | undefined;
  /** Body of the response. */
  readonly body?: unknown;
  /** `Retry-After` of the response. */
  readonly retryAfter?: unknown;
  /** Why the package did not retry with a new token after a 401. */
  readonly replaySkipReason?: Error['asposeAuth'] | undefined;
}

/** Describes a failed call that axios sent. */
export function toFailedCall(error: AxiosError): FailedCall {
  const { response, config, code, message, asposeAuth } = error;
  const url = axios.getUri(config);
  const host = URL.canParse(url) ? new URL(url).host : 'an unknown address';
  if (response === undefined) return { host, reason: code ?? message };
  const { status, data, headers } = response;
  return { host, status, body: data, retryAfter: headers['retry-after'], replaySkipReason: asposeAuth };
}

/** A failed call that `WordsApi` sent. */
export class WordsCallError extends Error {
  override readonly name = 'WordsCallError';

  private constructor(
    readonly call: FailedCall,
    cause: unknown,
  ) {
    super(`WordsApi: ${call.status ?? call.reason ?? 'failed'}`, { cause });
  }

  /** Returns `undefined` if nothing was sent, because there was no token or an argument was missing. */
  static from(rejection: unknown, { configuration }: WordsApi): WordsCallError | undefined {
    if (AsposeAuthError.is(rejection)) return undefined;
    const { response, body, code, status, asposeAuth } = rejection as WordsRejection;
    const { host } = new URL(configuration.baseUrl);
    if (response) {
      const { statusCode, headers } = response;
      return new WordsCallError({ host, status: statusCode, body, retryAfter: headers['retry-after'] }, rejection);
    }
    if (asposeAuth) return new WordsCallError({ host, status, replaySkipReason: asposeAuth }, rejection);
    if (typeof code === 'string') return new WordsCallError({ host, reason: code }, rejection);
    if (rejection instanceof Error) return undefined;
    // The SDK could not parse the body of the error and did not keep the status.
    return new WordsCallError({ host, reason: 'the response is not JSON' }, rejection);
  }
}

/** What `WordsApi` rejects with; usually not an `Error`. */
interface WordsRejection {
  readonly response?: { readonly statusCode: number; readonly headers: Record<string, unknown> };
  readonly body?: unknown;
  readonly code?: unknown;
  readonly status?: number;
  readonly asposeAuth?: ReplaySkipReason;
}
