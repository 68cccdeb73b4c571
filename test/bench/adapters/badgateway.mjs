import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client';

export const title = '@badgateway/oauth2-client';
export const isAxios = false;
export const packages = ['@badgateway/oauth2-client'];

/** Used as its README shows: the `fetch` wrapper. There is no variant without a token to compare with, and none without a network. */
export async function start(serverUrl, { clientId, clientSecret }) {
  const client = new OAuth2Client({ server: serverUrl, clientId, clientSecret, tokenEndpoint: '/connect/token' });
  const wrapper = new OAuth2Fetch({ client, getNewToken: () => client.clientCredentials() });
  const call = async (path, body) => {
    const init = body === undefined ? {} : { method: 'PUT', body, duplex: 'half' };
    const response = await wrapper.fetch(new URL(path, serverUrl), init);
    const { status } = response;
    if (!response.ok) {
      await response.body?.cancel();
      throw Object.assign(new Error(`status ${status}`), { status, response });
    }
    return { status, data: await response.json() };
  };
  return { call, stop: () => undefined };
}
