// The server of a benchmark, in a process of its own: a fake Aspose, the same over TLS, a foreign origin, and a port to control
// them. Forked with its settings as JSON; sends its addresses to the parent, and exits with it.
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { FakeAspose, json } from '../support/fake-aspose.js';

const { clientId, clientSecret, tls } = JSON.parse(process.argv[2]);
const BEARER = /^Bearer (.+)$/;

/** What a scenario may set, and the initial values. */
const settings = {
  /** Accepts `GET` requests without a token too, for clients that have none. */
  open: false,
  expiresIn: 3_600,
  tokenLatencyMs: 0,
  /** Status of the token endpoint; anything but 200 is an error. */
  tokenStatus: 200,
  /** A 401 is sent after a random time up to this. */
  lateMs: 0,
  /** Status of API calls with a good token. */
  apiStatus: 200,
  /** Status of the foreign origin. */
  foreignStatus: 200,
};

const ZERO = {
  tokenRequests: 0,
  tokenInFlight: 0,
  tokenPeak: 0,
  apiRequests: 0,
  apiUnauthorized: 0,
  foreignRequests: 0,
  foreignBearers: 0,
  connections: 0,
};
const counters = { ...ZERO };
/** Times of token requests, in milliseconds since the last reset. */
const tokenTimes = [];
let resetAt = performance.now();
/** When each valid token expires. */
const tokens = new Map();

async function respondToToken({ body, headers }, response) {
  counters.tokenRequests += 1;
  counters.tokenInFlight += 1;
  counters.tokenPeak = Math.max(counters.tokenPeak, counters.tokenInFlight);
  tokenTimes.push(Math.round(performance.now() - resetAt));
  if (settings.tokenLatencyMs > 0) await sleep(settings.tokenLatencyMs);
  counters.tokenInFlight -= 1;
  if (settings.tokenStatus !== 200) return json(response, settings.tokenStatus, { error: 'server_error' });
  const [id, secret] = readCredentials(new URLSearchParams(body.toString()), headers.authorization);
  if (id !== clientId || secret !== clientSecret) return json(response, 401, { error: 'invalid_client' });
  const token = randomBytes(640).toString('base64url'); // as long as Aspose's, so that copying it costs the same
  tokens.set(token, performance.now() + Number(settings.expiresIn) * 1_000);
  return json(response, 200, { access_token: token, token_type: 'Bearer', expires_in: settings.expiresIn });
}

/** Reads id and secret from a form, or from a Basic header. */
function readCredentials(form, authorization = '') {
  const basic = /^Basic (.+)$/.exec(authorization)?.[1];
  if (basic === undefined) return [form.get('client_id'), form.get('client_secret')];
  return Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
}

async function respondToApi({ body, headers }, response) {
  counters.apiRequests += 1;
  const token = BEARER.exec(headers.authorization ?? '')?.[1];
  const isAccepted = token === undefined ? settings.open : (tokens.get(token) ?? 0) > performance.now();
  if (!isAccepted) {
    counters.apiUnauthorized += 1;
    if (settings.lateMs > 0) await sleep(Math.random() * settings.lateMs);
    return json(response, 401, { message: 'unauthorized' }, { 'www-authenticate': 'Bearer error="invalid_token"' });
  }
  if (settings.apiStatus !== 200) return json(response, settings.apiStatus, { message: 'out of order' });
  if (body.length === 0) return json(response, 200, { ok: true });
  const content = readContent(body, headers['content-type']);
  return json(response, 200, { ok: true, sha256: createHash('sha256').update(content).digest('hex') });
}

/** Reads the content of a form's only part, because a form that is made again has another boundary around the same content. */
function readContent(body, type = '') {
  const boundary = /multipart\/form-data;.*boundary="?([^";]+)/i.exec(type)?.[1];
  if (boundary === undefined) return body;
  return body.subarray(body.indexOf('\r\n\r\n') + 4, body.lastIndexOf(`\r\n--${boundary}`));
}

/** Counts the tokens that reach a foreign origin. */
function respondAsForeign({ headers }, response) {
  counters.foreignRequests += 1;
  if (BEARER.test(headers.authorization ?? '')) counters.foreignBearers += 1;
  return json(response, settings.foreignStatus, { foreign: true });
}

/** `PUT` with settings, `POST /revoke`, `POST /reset`; each responds with the counters. */
function respondToControl({ url, method, body }, response) {
  if (method === 'PUT') changeSettings(JSON.parse(body.toString()));
  if (url === '/revoke') tokens.clear();
  if (url === '/reset') {
    Object.assign(counters, ZERO, { tokenInFlight: counters.tokenInFlight });
    tokenTimes.length = 0;
    resetAt = performance.now();
  }
  return json(response, 200, { ...counters, tokenTimes });
}

function changeSettings(changes) {
  for (const [name, value] of Object.entries(changes)) {
    if (!(name in settings)) throw new Error(`The server has no setting '${name}'. It has ${Object.keys(settings)}.`);
    settings[name] = value;
  }
}

async function start({ onToken, onApi }, options = {}) {
  const fake = await FakeAspose.start({ isRecording: false, ...options });
  fake.server.keepAliveTimeout = 60_000;
  return Object.assign(fake, { onToken: onToken ?? onApi, onApi });
}

const api = await start({ onToken: respondToToken, onApi: respondToApi });
const secure = await start({ onToken: respondToToken, onApi: respondToApi }, { tls });
const foreign = await start({ onApi: respondAsForeign });
const control = await start({ onApi: respondToControl });
for (const { server } of [api, secure]) {
  server.on('connection', () => {
    counters.connections += 1;
  });
}

process.on('disconnect', () => process.exit());
process.send({ url: api.url, secureUrl: secure.url, foreignUrl: foreign.url, controlUrl: control.url });
