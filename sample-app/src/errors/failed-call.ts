import axios, { type AxiosError } from 'axios';
import type { ReplaySkipReason } from 'nestjs-aspose-auth';

/** A call to Aspose that failed, whichever library sent it. */
export interface FailedCall {
  readonly host: string;
  /** Absent where no answer came. */
  readonly status?: number | undefined;
  /** Why no answer came. */
  readonly reason?: string | undefined;
  /** Body of the answer. */
  readonly body?: unknown;
  readonly retryAfter?: unknown;
  /** Why a 401 was not cured. */
  readonly refusal?: ReplaySkipReason | undefined;
}

/** What is known of a call that axios sent. */
export function callOf(error: AxiosError): FailedCall {
  const { response, config, code, message, asposeAuth } = error;
  const address = axios.getUri(config);
  const host = URL.canParse(address) ? new URL(address).host : 'an unknown address';
  if (response === undefined) return { host, reason: code ?? message };
  const { status, data, headers } = response;
  return { host, status, body: data, retryAfter: headers['retry-after'], refusal: asposeAuth };
}
