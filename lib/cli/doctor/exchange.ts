import type { AccountSettings } from '../../config/settings.js';
import { askEndpoint } from '../../token/ask-endpoint.js';
import { systemClock } from '../../token/clock.js';
import type { TokenAnswer, TokenReply } from '../../token/token-answer.js';
import { type SendTokenRequest, tokenEndpoint } from '../../token/token-endpoint.js';
import { codeOf } from '../code-of.js';
import type { TimeReading } from './clock.js';

/** One token request and what came back. */
export interface Exchange {
  readonly answer: TokenAnswer;
  /** Absent where no answer came. */
  readonly reply?: TokenReply;
  /** Code of what went wrong, where no answer came. */
  readonly failure?: string;
  readonly time: TimeReading;
}

/** Sends one token request as the package does, and never a second one: neither after trouble nor after a refusal. */
export async function exchangeOnce(settings: AccountSettings, secret: string | undefined): Promise<Exchange> {
  const endpoint = tokenEndpoint(settings);
  let reply: TokenReply | undefined;
  let failure: string | undefined;
  const send: SendTokenRequest = async (request, signal) => {
    try {
      reply = await endpoint(request, signal);
      return reply;
    } catch (error) {
      failure = codeOf(error);
      throw error;
    }
  };
  const sentAt = Date.now();
  const tools = { clock: systemClock(), send };
  const { answer } = await askEndpoint(settings, tools, secret, new AbortController().signal, () => undefined);
  const time = { date: reply?.headers.date, sentAt, answeredAt: Date.now() };
  if (reply !== undefined) return { answer, reply, time };
  // Given up, it is cut off by us.
  return { answer, failure: failure === undefined || failure === 'ERR_CANCELED' ? 'ETIMEDOUT' : failure, time };
}
