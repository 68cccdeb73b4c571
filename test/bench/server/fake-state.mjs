import { randomBytes } from 'node:crypto';

/** What a scenario may tell the server, and what it starts with. */
const SETTINGS = {
  /** Answers `GET`s without a token as well: for clients that have none. */
  open: false,
  expiresIn: 3_600,
  tokenLatencyMs: 0,
  /** Status of the token endpoint's answers; anything but 200 is a fault. */
  tokenStatus: 200,
  /** A 401 is answered after a random time up to this. */
  lateMs: 0,
  /** Status of API calls with a good token. */
  apiStatus: 200,
  /** Status of the foreign origin. */
  foreignStatus: 200,
};

const COUNTERS = {
  tokenRequests: 0,
  tokenInFlight: 0,
  tokenPeak: 0,
  apiRequests: 0,
  apiUnauthorized: 0,
  foreignRequests: 0,
  foreignBearers: 0,
  connections: 0,
};

/** Everything the server knows: settings, counters, and the tokens that are good. */
export function fakeState({ clientId, clientSecret }) {
  const valid = new Map();
  const state = {
    ...SETTINGS,
    counters: { ...COUNTERS },
    /** Moments of token requests, milliseconds since the last reset. */
    tokenTimes: [],
    resetAt: performance.now(),
    isClient: (id, secret) => id === clientId && secret === clientSecret,
    /** As long as Aspose's, so that copying it costs what it costs there. */
    grant() {
      const token = randomBytes(640).toString('base64url');
      valid.set(token, performance.now() + Number(state.expiresIn) * 1_000);
      return { access_token: token, token_type: 'Bearer', expires_in: state.expiresIn };
    },
    isValid: (token) => (valid.get(token) ?? 0) > performance.now(),
    revokeAll: () => valid.clear(),
    /** Starts counting from zero. */
    reset() {
      Object.assign(state.counters, COUNTERS, { tokenInFlight: state.counters.tokenInFlight });
      state.tokenTimes.length = 0;
      state.resetAt = performance.now();
    },
    set(changes) {
      for (const [name, value] of Object.entries(changes)) {
        if (!(name in SETTINGS))
          throw new Error(`The server has no setting '${name}'; it has ${Object.keys(SETTINGS)}.`);
        state[name] = value;
      }
    },
    snapshot: () => ({ ...state.counters, tokenTimes: [...state.tokenTimes] }),
  };
  return state;
}
