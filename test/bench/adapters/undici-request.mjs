import { Agent, request } from 'undici';
import { fetchToken } from './fetch-token.mjs';

export const title = 'undici.request, static header';
export const packages = ['undici'];

/** What the undici transport is built on, with a token that is never renewed: nothing over undici can be faster. */
export async function start(serverUrl, credentials) {
  const { access_token: token } = await fetchToken(serverUrl, credentials);
  const dispatcher = new Agent();
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  const call = async (path) => {
    const { statusCode, body } = await request(serverUrl + path, { headers, dispatcher });
    const data = await body.json();
    if (statusCode >= 400) throw Object.assign(new Error(`status ${statusCode}`), { status: statusCode });
    return { status: statusCode, data };
  };
  return { call, stop: () => dispatcher.close() };
}
