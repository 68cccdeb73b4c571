/** Life of the tokens, in seconds: short, so that a minute and a half shows several. */
export const LIFETIME_SECONDS = 15;

const ANSWER_MS = 120;

/**
 * What happens to the sandbox while the sample application is under load, in order. `begin` runs once, `each` every second.
 * Lengths in seconds.
 */
export const PHASES = [
  {
    name: 'calm',
    seconds: 20,
    begin: ({ faults }) => {
      faults.tokenLatencyMs = ANSWER_MS;
    },
  },
  {
    name: 'tokens are revoked',
    seconds: 18,
    each: (sandbox, second) => {
      if (second % 2 === 0) sandbox.revokeAll();
    },
  },
  {
    name: 'the token endpoint is slow',
    seconds: 14,
    begin: (sandbox) => {
      sandbox.faults.tokenLatencyMs = 1_800;
      sandbox.revokeAll();
    },
    each: (sandbox, second) => {
      if (second === 7) sandbox.revokeAll();
    },
  },
  {
    name: 'the token endpoint fails',
    seconds: 24,
    begin: ({ faults }) => {
      faults.tokenLatencyMs = ANSWER_MS;
      faults.token = { kind: 'server-error' };
    },
    each: ({ faults }, second) => {
      if (second === 14) faults.token = { kind: 'no-access-token' };
    },
  },
  {
    name: 'it answers again, and a permission is missing',
    seconds: 20,
    begin: ({ faults }) => {
      faults.token = undefined;
    },
    each: ({ faults }, second) => {
      if (second < 12 || second > 15) return;
      faults.challenge = 'Bearer error="insufficient_scope"';
      faults.api = { kind: 'unauthorized', times: 10 };
    },
  },
];

/** After the picture: what only a wrong secret may raise. */
export const WRONG_SECRET = {
  name: 'the secret is wrong',
  seconds: 6,
  begin: (sandbox) => {
    sandbox.faults.clear();
    sandbox.rotateSecret();
    sandbox.revokeAll();
  },
};
