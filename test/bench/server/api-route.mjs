import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const BEARER = /^Bearer (.+)$/;

/** What is between the head and the end of a form's only part; forms made anew have other boundaries around the same content. */
function contentOf(body, type = '') {
  const boundary = /multipart\/form-data;.*boundary="?([^";]+)/i.exec(type)?.[1];
  if (boundary === undefined) return body;
  return body.subarray(body.indexOf('\r\n\r\n') + 4, body.lastIndexOf(`\r\n--${boundary}`));
}

/** Any other path: small JSON to a good token, else 401. */
export async function apiRoute(state, { body, headers }, answer) {
  state.counters.apiRequests += 1;
  const token = BEARER.exec(headers.authorization ?? '')?.[1];
  if (token === undefined ? !state.open : !state.isValid(token)) {
    state.counters.apiUnauthorized += 1;
    if (state.lateMs > 0) await sleep(Math.random() * state.lateMs);
    return answer(401, { message: 'unauthorized' }, { 'www-authenticate': 'Bearer error="invalid_token"' });
  }
  if (state.apiStatus !== 200) return answer(state.apiStatus, { message: 'out of order' });
  if (body.length === 0) return answer(200, { ok: true });
  const content = contentOf(body, headers['content-type']);
  return answer(200, { ok: true, sha256: createHash('sha256').update(content).digest('hex') });
}

/** The foreign origin: notes whether a bearer token comes. */
export function foreignRoute(state, { headers }, answer) {
  state.counters.foreignRequests += 1;
  if (BEARER.test(headers.authorization ?? '')) state.counters.foreignBearers += 1;
  return answer(state.foreignStatus, { foreign: true });
}
