import { AccessToken } from './access-token.js';
import type { Asked } from './ask-endpoint.js';
import type { TokenAnswer } from './token-answer.js';
import { lifeOf } from './token-life.js';

/** A token as it was granted. Times are the clock's milliseconds. */
export interface Grant {
  readonly value: string;
  readonly sentAt: number;
  readonly latencyMs: number;
  /** 0 where the answer's `expires_in` is no life: for those who wait, not to be kept. */
  readonly lifeMs: number;
  /** True where another process asked for it. */
  readonly isShared?: boolean;
}

type Granted = Extract<TokenAnswer, { kind: 'granted' }>;

/** A granting answer as a grant. */
export function grantOf({ token, expiresIn }: Granted, { sentAt, answeredAt }: Asked): Grant {
  return { value: token, sentAt, latencyMs: answeredAt - sentAt, lifeMs: lifeOf(expiresIn, token) };
}

/** A grant as the token that callers get. */
export function tokenOf({ value, sentAt, lifeMs }: Grant): AccessToken {
  return new AccessToken(value, sentAt, sentAt + lifeMs);
}
