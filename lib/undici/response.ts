import type { AxiosResponse } from 'axios';
import { answerHeaders, type ReceivedHeaders } from './answer-headers.js';
import type { Failing } from './failure.js';

/** The head of an answer. */
export interface Head {
  readonly status: number;
  readonly statusText: string;
  readonly headers: ReceivedHeaders;
}

/** An answer as axios shows it, its data still to come. */
export function responseTo({ config, request }: Failing, { status, statusText, headers }: Head): AxiosResponse {
  return { data: undefined, status, statusText, headers: answerHeaders(headers), config, request };
}
