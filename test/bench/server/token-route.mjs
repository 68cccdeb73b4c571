import { setTimeout as sleep } from 'node:timers/promises';

/** Id and secret of a form, or of a Basic header. */
function credentialsIn(form, authorization = '') {
  const basic = /^Basic (.+)$/.exec(authorization)?.[1];
  if (basic === undefined) return [form.get('client_id'), form.get('client_secret')];
  return Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
}

/** `POST /connect/token`. */
export async function tokenRoute(state, { body, headers }, answer) {
  const { counters } = state;
  counters.tokenRequests += 1;
  counters.tokenInFlight += 1;
  counters.tokenPeak = Math.max(counters.tokenPeak, counters.tokenInFlight);
  state.tokenTimes.push(Math.round(performance.now() - state.resetAt));
  if (state.tokenLatencyMs > 0) await sleep(state.tokenLatencyMs);
  counters.tokenInFlight -= 1;
  if (state.tokenStatus !== 200) return answer(state.tokenStatus, { error: 'server_error' });
  const isClient = state.isClient(...credentialsIn(new URLSearchParams(body.toString()), headers.authorization));
  return isClient ? answer(200, state.grant()) : answer(401, { error: 'invalid_client' });
}
